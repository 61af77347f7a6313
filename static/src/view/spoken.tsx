import { signal } from "@preact/signals";
import type { ComponentChild } from "preact";
import { useMemo } from "preact/hooks";
import { type Loaders, loadTexts } from "../i18n/load.ts";
import { Later } from "./later.tsx";
import { SpokenIn, useTexts } from "./texts.tsx";

/** Shows what has texts of its own, which the page that opens it need not carry. */
export function SpokenBy({ loaders, children }: { loaders: Loaders; children: ComponentChild }) {
  const { language } = useTexts();
  const load = useMemo(() => async () => signal(await loadTexts(language, loaders)), [language, loaders]);
  return <Later load={load}>{(texts) => <SpokenIn value={texts}>{children}</SpokenIn>}</Later>;
}
