import { describe, expect, test } from "vitest";
import { linked } from "./linked.ts";

const links = (text: string) => linked(text).flatMap((piece) => ("href" in piece ? [piece] : []));

describe("links in what people write", () => {
  test.each([
    ["an address", "voyez https://www.example.be/a?b=c#d ici", "https://www.example.be/a?b=c#d"],
    ["one without its protocol", "www.example.be", "https://www.example.be/"],
    ["the full stop is the sentence's", "Allez sur https://example.be/x.", "https://example.be/x"],
    ["the bracket is the sentence's", "(https://example.be/x)", "https://example.be/x"],
    ["the bracket is the address's", "https://example.be/x_(y)", "https://example.be/x_(y)"],
    ["a mail address", "écrivez à anna.b@example.be !", "mailto:anna.b@example.be"],
  ])("%s", (_, text, href) => {
    expect(links(text).map((l) => l.href)).toEqual([href]);
  });

  test.each([
    ["a script", "javascript:alert(1)"],
    ["a data address", "data:text/html,<script>alert(1)</script>"],
    ["a file", "file:///etc/passwd"],
    ["a tag", "<img src=x onerror=alert(1)>"],
    ["a host that is none", "https://"],
  ])("%s stays words", (_, text) => {
    expect(links(text)).toEqual([]);
  });

  test("no character is lost", () => {
    const text = "a https://b.be, c\u2028 www.d.be! e@f.be. 👩‍👩‍👧";
    expect(
      linked(text)
        .map((piece) => piece.words)
        .join(""),
    ).toBe(text);
  });
});
