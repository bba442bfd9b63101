// Writes dist/sw.js from src/offline/sw.js with the files that the page needs where there is no leader, and a name for them
// that changes whenever one of them does.
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";

const dist = new URL("../dist/", import.meta.url);
const manifest = JSON.parse(readFileSync(new URL(".vite/manifest.json", dist), "utf8"));

const files = new Set(["/theme.js", "/icon.svg"]);
const seen = new Set();
const visit = (key) => {
  const part = manifest[key];
  if (!part || seen.has(key)) return;
  seen.add(key);
  for (const file of [part.file, ...(part.css ?? [])]) files.add(`/${file}`);
  for (const next of part.imports ?? []) visit(next);
};
visit(Object.keys(manifest).find((key) => manifest[key].isEntry));
visit("src/features/lastKnown/LastKnownCard.tsx");

const digest = createHash("sha256").update(readFileSync(new URL("index.html", dist)));
for (const file of [...files].sort()) digest.update(readFileSync(new URL(`.${file}`, dist)));
const template = readFileSync(new URL("../src/offline/sw.js", import.meta.url), "utf8");
const filled = template.replace("__NAME__", JSON.stringify(`shell-${digest.digest("hex").slice(0, 16)}`)).replace("__FILES__", JSON.stringify([...files].sort()));
writeFileSync(new URL("sw.js", dist), filled);
console.log(`service worker with ${files.size} files`);
