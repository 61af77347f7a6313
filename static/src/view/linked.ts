/** A piece of somebody's text: words, or an address to go to. */
export type Piece = { words: string } | { words: string; href: string };

// Only these become links: an address that says how it is reached, one that begins with www,
// and a mail address. Whatever else a text says stays words.
const address = /\bhttps?:\/\/[^\s<>"]+|\bwww\.[^\s<>"]+\.[^\s<>"]+|\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+/gi;

/** Cuts a text into words and safe links. */
export function linked(text: string): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (const found of text.matchAll(address)) {
    const words = withoutTail(found[0]);
    const href = target(words);
    if (!href) continue;
    if (found.index > from) pieces.push({ words: text.slice(from, found.index) });
    pieces.push({ words, href });
    from = found.index + words.length;
  }
  if (from < text.length) pieces.push({ words: text.slice(from) });
  return pieces;
}

/** The sentence's own punctuation is not part of the address, a closing bracket only if it was opened. */
function withoutTail(found: string): string {
  let words = found;
  for (;;) {
    const last = words.at(-1) ?? "";
    const unopened = last === ")" && !words.includes("(");
    if (!unopened && !".,;:!?»”’'\"".includes(last)) return words;
    words = words.slice(0, -1);
  }
}

function target(words: string): string | undefined {
  if (!/^(https?:|www\.)/i.test(words)) return `mailto:${words}`;
  try {
    const url = new URL(/^www\./i.test(words) ? `https://${words}` : words);
    return ["http:", "https:"].includes(url.protocol) ? url.href : undefined;
  } catch {
    return undefined; // looks like an address, and is none
  }
}
