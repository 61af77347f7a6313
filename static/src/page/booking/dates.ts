/** A month: yyyy-mm. */
export type Month = string;

/** The date, yyyy-mm-dd, that a clock of the zone shows at an instant. */
export function dateIn(zone: string, at: Date): string {
  return at.toLocaleDateString("sv-SE", { timeZone: zone });
}

/** The month of a date. */
export const monthOf = (date: string): Month => date.slice(0, 7);

/** The month so many after, and a stretch that has all of it whatever the zone. */
export function monthAfter(month: Month, by: number): { month: Month; from: Date; to: Date } {
  const [year = 0, number = 1] = month.split("-").map(Number);
  const first = Date.UTC(year, number - 1 + by, 1);
  const next = Date.UTC(year, number + by, 1);
  const day = 86_400_000;
  return {
    month: new Date(first).toISOString().slice(0, 7),
    from: new Date(first - day),
    to: new Date(next + day),
  };
}

/** The weeks of a month, from Monday; "" stands for the days of the months beside it. */
export function daysOf(month: Month): string[][] {
  const [year = 0, number = 1] = month.split("-").map(Number);
  const before = (new Date(Date.UTC(year, number - 1, 1)).getUTCDay() + 6) % 7;
  const length = new Date(Date.UTC(year, number, 0)).getUTCDate();
  const days = Array.from({ length }, (_, i) => `${month}-${String(i + 1).padStart(2, "0")}`);
  const cells = [...Array<string>(before).fill(""), ...days];
  while (cells.length % 7 > 0) cells.push("");
  return Array.from({ length: cells.length / 7 }, (_, i) => cells.slice(7 * i, 7 * i + 7));
}
