// The mails that a demo writes into a folder.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** mails are all of a server's, oldest first, each as a reader sees its text. */
export function mails({ folder }) {
  const box = join(folder, "data", "mail");
  if (!existsSync(box)) return [];
  return readdirSync(box)
    .filter((name) => name.endsWith(".eml"))
    .map((name) => readFileSync(join(box, name), "utf8"))
    .map((source) => ({ at: Date.parse(/^Date: (.*)$/m.exec(source)?.[1] ?? ""), text: plain(source) }))
    .sort((a, b) => a.at - b.at);
}

/** plain is the part of a mail that is text, decoded. */
function plain(source) {
  const part = source.split(/^--\S+$/m).find((each) => /^Content-Type: text\/plain/im.test(each)) ?? source;
  const body = part.slice(part.search(/\r?\n\r?\n/));
  if (/^Content-Transfer-Encoding: base64/im.test(part)) return Buffer.from(body, "base64").toString("utf8");
  const bytes = body
    .replaceAll(/=\r?\n/g, "")
    .replaceAll(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, "latin1").toString("utf8");
}

/** links are the private links in a mail's text. */
export const links = ({ text }) => [...new Set(text.match(/https?:\/\/\S+#r=[\w-]+/g) ?? [])];
