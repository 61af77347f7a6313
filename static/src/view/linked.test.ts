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
    [
      "the direction of reading cannot be turned in it",
      "https://example.be/\u202egpj.exe",
      "https://example.be/",
    ],
    ["nothing is hidden in it", "https://example.be\u200b.evil.example", "https://example.be/"],
    [
      "a script in its path is a path",
      "https://example.be/javascript:alert(1)",
      "https://example.be/javascript:alert(1)",
    ],
    ["letters that look like others show what they are", "https://еxample.be", "https://xn--xample-2of.be/"],
    ["what comes before it does not run", "javascript:fetch('https://example.be')", "https://example.be/"],
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
    ["a script in capitals", "JaVaScRiPt:alert(1)"],
    ["a script with a line in it", "java\nscript:alert(1)"],
    ["a script that says www", "www.javascript:alert(1).be"],
    ["another host before an at sign", "https://www.bank.example@198.51.100.7/x"],
    ["a way into a program", "vbscript:x ms-word:ofe|u|https: intent://x#Intent;end"],
    ["a blob", "blob:null/1"],
  ])("%s stays words", (_, text) => {
    expect(links(text)).toEqual([]);
  });

  test("the same address twice is two links", () => {
    expect(linked("www.a.be www.a.be").flatMap((piece) => ("at" in piece ? [piece.at] : []))).toEqual([0, 9]);
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
