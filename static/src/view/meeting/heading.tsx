import type { ComponentChildren } from "preact";
import { useRef } from "preact/hooks";
import { useFocusIfLost } from "../focus.ts";

interface Props {
  children: ComponentChildren;
  /** The id of what is to be heard with it. */
  says?: string;
  unseen?: boolean;
}

/** The heading of what has taken the place of all that was there: who works by ear goes on from it. */
export function Heading({ children, says, unseen = false }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  useFocusIfLost(heading, "");
  return (
    <h1 ref={heading} class={unseen ? "unseen" : ""} tabIndex={-1} aria-describedby={says}>
      {children}
    </h1>
  );
}
