import type { ButtonHTMLAttributes, ComponentChildren } from "preact";
import { Icon, type IconName } from "./icon.tsx";

type Native = Omit<ButtonHTMLAttributes<HTMLButtonElement>, "icon" | "class">;

interface Props extends Native {
  /** `main` is the one thing to do here, `danger` ends or deletes, `quiet` is a way on. */
  kind?: "plain" | "main" | "danger" | "quiet";
  icon?: IconName;
  /** Something is under way: the button waits, and says so. */
  busy?: boolean;
  /** Shows the icon alone; `children` becomes the accessible name. */
  iconOnly?: boolean;
  children: ComponentChildren;
}

/** A button with words, and an icon when one helps. */
export function Button({ kind = "plain", icon, busy = false, iconOnly = false, children, ...rest }: Props) {
  return (
    <button type="button" {...rest} class={`button ${kind} ${iconOnly ? "icon-only" : ""}`} aria-busy={busy}>
      {busy ? <Icon of="sending" class="turning" /> : icon && <Icon of={icon} />}
      <span class={iconOnly ? "unseen" : "words"}>{children}</span>
    </button>
  );
}

/** A way to another page, which looks as quiet as a button may. */
export function Way({ href, icon, children }: { href: string; icon: IconName; children: ComponentChildren }) {
  return (
    <a class="button quiet" href={href}>
      <Icon of={icon} />
      <span class="words">{children}</span>
    </a>
  );
}

/** The page where an appointment is booked, with what it would be about. */
export const bookingPage = (topic: string | undefined): string =>
  topic ? `/book#topic=${encodeURIComponent(topic)}` : "/book";
