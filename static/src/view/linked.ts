/** A piece of somebody's text: words, or an address to go to. */
export type Piece = { words: string } | { words: string; href: string /** Where it begins. */; at: number };

// Only these become links: an address that says how it is reached, one that begins with www,
// and a mail address. Whatever else a text says stays words. An address ends before a character
// that cannot be seen: such a one can make it look like another.
const address =
  /\bhttps?:\/\/[^\s<>"\p{C}]+|\bwww\.[^\s<>"\p{C}]+\.[^\s<>"\p{C}]+|\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+/giu;

/** Cuts a text into words and safe links. */
export function linked(text: string): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (const found of text.matchAll(address)) {
    const words = withoutTail(found[0]);
    const href = target(words);
    if (!href) continue;
    if (found.index > from) pieces.push({ words: text.slice(from, found.index) });
    pieces.push({ words, href, at: found.index });
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
    // Before an @ can stand what looks like another host, and is only a name.
    if (url.username || url.password) return undefined;
    return ["http:", "https:"].includes(url.protocol) ? url.href : undefined;
  } catch {
    return undefined; // looks like an address, and is none
  }
}
