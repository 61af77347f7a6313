/** Somebody who could be shown. */
export interface Candidate {
  id: string;
  /** The reader would see them before all others. */
  pinned: boolean;
  /** Everybody shall see them. */
  spotlit: boolean;
  /** Their camera is on, whether or not their picture comes at this moment. */
  picture: boolean;
  speaking: boolean;
}

/**
 * Whom the grid shows, and where. It changes only when it must: who is shown keeps their place
 * until they leave, or until somebody who matters more needs it.
 */
export function arrange(before: readonly string[], all: readonly Candidate[], most: number): string[] {
  const known = new Map(all.map((each) => [each.id, each]));
  const shown = before.filter((id) => known.has(id)).slice(0, most);
  const others = all.filter(({ id }) => !shown.includes(id)).sort((a, b) => weight(b) - weight(a));
  for (const each of others) {
    if (shown.length < most) {
      shown.push(each.id);
      continue;
    }
    const weights = shown.map((id) => weight(known.get(id)));
    const least = Math.min(...weights);
    if (least >= weight(each)) break;
    shown[weights.lastIndexOf(least)] = each.id;
  }
  return shown;
}

/** The pages of all: who was arranged first, and then the others as they came. */
export function pagesOf(first: readonly string[], all: readonly Candidate[], most: number): string[][] {
  const pages = [[...first]];
  const others = all.map(({ id }) => id).filter((id) => !first.includes(id));
  for (let at = 0; at < others.length; at += most) pages.push(others.slice(at, at + most));
  return pages;
}

function weight(of: Candidate | undefined): number {
  return (of?.pinned ? 8 : 0) + (of?.spotlit ? 4 : 0) + (of?.picture ? 2 : 0) + (of?.speaking ? 1 : 0);
}
