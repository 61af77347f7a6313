const alphabet = "abcdefghijklmnopqrstuvwxyz234567";
const bytesOfId = 16;
const bitsOfLetter = 5;

/** A fresh identifier of 128 random bits, in the shape that the server expects of clients. */
export function newId(): string {
  let bits = 0;
  let held = 0;
  let id = "";
  for (const byte of crypto.getRandomValues(new Uint8Array(bytesOfId))) {
    bits = ((bits << 8) | byte) & 0xfff;
    held += 8;
    while (held >= bitsOfLetter) {
      held -= bitsOfLetter;
      id += alphabet[(bits >> held) & 31];
    }
  }
  return id + alphabet[(bits << (bitsOfLetter - held)) & 31];
}
