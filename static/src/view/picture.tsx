import { Icon } from "./icon.tsx";
import { Sheet } from "./sheet.tsx";
import { useTexts } from "./texts.tsx";

interface Props {
  name: string;
  href: string;
  onClose: () => void;
}

/** A photo as large as the window lets it be. */
export function Picture({ name, href, onClose }: Props) {
  const { t } = useTexts();
  return (
    <Sheet
      title={name}
      wide
      onClose={onClose}
      actions={
        <a class="button" href={href} download={name}>
          <Icon of="download" />
          <span class="words">{t("file.download")}</span>
        </a>
      }
    >
      <img class="picture-large" src={href} alt={name} />
    </Sheet>
  );
}
