import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

// The leader the dev server forwards to: a running cluster, or `npm run mock`.
const leader = process.env.PIO_LEADER_URL ?? "http://127.0.0.1:8930";

export default defineConfig({
  plugins: [react()],
  build: {
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    manifest: true,
  },
  server: {
    proxy: { "/api": { target: leader }, "/unit_api": { target: leader }, "/mqtt": { target: leader, ws: true } },
  },
  test: { include: ["src/**/*.test.ts"], environment: "node" },
});
