/** Sentences beside one another: a dot in the middle parts them, and a full stop before it is one too many. */
export const onOneLine = (said: readonly string[]): string =>
  said.map((each, at) => (at < said.length - 1 ? each.replace(/\.$/, "") : each)).join(" · ");
