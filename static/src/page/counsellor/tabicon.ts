import { effect, type ReadonlySignal } from "@preact/signals";

/** The icon with a count on it, in the colours of the page. */
export function counted(
  icon: string,
  count: number,
  { ground, ink }: { ground: string; ink: string },
): string {
  if (count === 0) return icon;
  const words = count > 9 ? "9+" : String(count);
  const mark =
    `<circle cx="22" cy="22" r="10" fill="${ground}"/>` +
    `<text x="22" y="27" font-family="sans-serif" font-size="${words.length > 1 ? 12 : 15}" font-weight="700" ` +
    `text-anchor="middle" fill="${ink}">${words}</text>`;
  return icon.replace("</svg>", `${mark}</svg>`);
}

/** Shows the count in the tab's icon, until the signal fires. */
export async function countInIcon(count: ReadonlySignal<number>, signal: AbortSignal): Promise<void> {
  const link = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
  if (!link) return;
  const icon = await fetch(link.href, { signal }).then((answer) => answer.text());
  const stop = effect(() => {
    const style = getComputedStyle(document.body);
    const colours = {
      ground: style.getPropertyValue("--soon-ground").trim(),
      ink: style.getPropertyValue("--soon").trim(),
    };
    link.href = `data:image/svg+xml,${encodeURIComponent(counted(icon, count.value, colours))}`;
  });
  signal.addEventListener("abort", stop, { once: true });
}
