import preact from "@preact/preset-vite";
import { defineConfig } from "vitest/config";
import { pageTexts, shellTexts } from "./src/i18n/build.ts";

// The pages, each with only the texts it shows. The content policy of the server
// allows no inline script, so nothing here may produce one.
export default defineConfig({
  plugins: [preact(), pageTexts(), shellTexts()],
  build: {
    target: ["chrome109", "firefox115", "safari16.4"],
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    rollupOptions: {
      input: [
        "index.html",
        "book.html",
        "meeting.html",
        "counsellor.html",
        "coordinator.html",
        "hosting.html",
        "nowhere.html",
      ],
    },
  },
  server: { proxy: { "/api": { target: "http://localhost:8080", ws: true } } },
  test: { include: ["src/**/*.test.{ts,tsx}"], environment: "node" },
});
