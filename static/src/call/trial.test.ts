import { expect, test } from "vitest";
import { only } from "./trial.ts";

const answer = [
  "v=0",
  "m=video 9 UDP/TLS/RTP/SAVPF 96",
  "a=candidate:1 1 udp 2130706431 192.0.2.1 5000 typ host",
  "a=candidate:2 1 tcp 1671430143 192.0.2.1 5000 typ host tcptype passive",
  "a=candidate:3 1 UDP 2130706431 2001:db8::1 5000 typ host",
  "a=end-of-candidates",
  "",
].join("\r\n");

test("an answer can be taken as one way alone", () => {
  const numbers = (sdp: string) => [...sdp.matchAll(/^a=candidate:(\d)/gm)].map(([, number]) => number);
  expect(numbers(only("udp", answer))).toEqual(["1", "3"]);
  expect(numbers(only("relay", answer))).toEqual(["1", "3"]);
  expect(numbers(only("tcp", answer))).toEqual(["2"]);
  expect(only("tcp", answer)).toContain("a=end-of-candidates\r\n");
});
