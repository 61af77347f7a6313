import { Wifi } from "lucide";
import { useState } from "preact/hooks";
import { Button } from "../button.tsx";
import { Later } from "../later.tsx";
import { useTexts } from "../texts.tsx";

// Few test their connection: what does it is loaded when they do.
const load = () => import("./sheet.tsx");

/** A button that tests the connection. */
export function ConnectionTest() {
  const { t } = useTexts();
  const [open, setOpen] = useState(false);
  return (
    <div>
      <Button icon={Wifi} onClick={() => setOpen(true)}>
        {t("device.connection")}
      </Button>
      {open && <Later load={load}>{({ TrialSheet }) => <TrialSheet onClose={() => setOpen(false)} />}</Later>}
    </div>
  );
}
