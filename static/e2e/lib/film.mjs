// Two soft moving pictures for the cameras, so that what is seen is not the
// browser's green test pattern. Made anew each time.
import { execFileSync } from "node:child_process";
import { join } from "node:path";

const colours = {
  teal: ["0x0a4f4d", "0x7fb8b0", "0xfbf8f2", "0x2f7a76"],
  amber: ["0x653f00", "0xf2c879", "0xfbf8f2", "0xb5803a"],
};

/** film writes a looping clip into folder. Chromium takes MJPEG only as yuvj420p. */
export function film(folder, name) {
  const path = join(folder, `${name}.mjpeg`);
  const [a, b, c, d] = colours[name];
  const source = `gradients=s=480x270:r=20:d=8:n=4:c0=${a}:c1=${b}:c2=${c}:c3=${d}:speed=0.02:seed=7`;
  const quiet = ["-hide_banner", "-loglevel", "error", "-y"];
  execFileSync("ffmpeg", [...quiet, "-f", "lavfi", "-i", source, "-pix_fmt", "yuvj420p", "-q:v", "6", path]);
  return path;
}
