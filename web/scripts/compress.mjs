// Writes a .br and a .gz beside every text file of the build, so that a small leader never compresses while it serves.
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { fileURLToPath } from "node:url";

const dist = fileURLToPath(new URL("../dist/", import.meta.url));
const isText = (name) => /\.(js|css|html|svg|json|txt|webmanifest)$/.test(name);
let files = 0;
for (const entry of readdirSync(dist, { recursive: true })) {
  const file = join(dist, entry);
  if (!statSync(file).isFile()) continue;
  // Vite's manifest serves the size check only.
  if (!isText(file) || entry.startsWith(".vite")) continue;
  const raw = readFileSync(file);
  writeFileSync(`${file}.br`, brotliCompressSync(raw, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: raw.length } }));
  writeFileSync(`${file}.gz`, gzipSync(raw, { level: 9 }));
  files += 1;
}
console.log(`compressed ${files} files`);
