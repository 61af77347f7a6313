import { Button } from "../button.tsx";
import { Icon } from "../icon.tsx";
import { useTexts } from "../texts.tsx";
import type { CallActs, CallShown } from "./shown.ts";

interface Props {
  call: CallShown;
  acts: Pick<CallActs, "again">;
}

/** What is wrong with a device in a call. A microphone is opened again with one touch. */
export function DeviceTrouble({ call: { trouble }, acts }: Props) {
  const { t } = useTexts();
  if (!trouble) return null;
  const { device, words } = trouble;
  return (
    <div class="call-trouble">
      <p role="alert">
        <Icon of="alert" />
        <span>{t(words)}</span>
      </p>
      {device === "microphone" && words !== "device.replaced.microphone" && (
        <Button icon="retry" onClick={acts.again}>
          {t("call.microphone.again")}
        </Button>
      )}
    </div>
  );
}
