// Fails when a raw colour stands outside src/ui/tokens.css, or a raw time in a style sheet that names a transition.
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../src/", import.meta.url));
const COLOUR = /#[0-9a-fA-F]{3,8}\b(?!["'`]?\s*(?:\)|]|\+)?\s*=)|\b(?:rgba?|hsla?|oklch|oklab|lab|lch|color)\((?!in )/;
const NAMED = /(?:^|[\s;{])(?:color|background(?:-color)?|border(?:-\w+)?(?:-color)?|fill|stroke|outline):\s*[^;]*\b(?:white|black|red|green|blue|gray|grey|orange|yellow)\b/;
const TIME = /transition[^;]*\b\d+m?s\b/;
let bad = 0;
for (const entry of readdirSync(root, { recursive: true })) {
  if (!/\.(css|tsx?)$/.test(entry) || /tokens\.css$|\.test\.ts$|schema\.d\.ts$/.test(entry)) continue;
  readFileSync(join(root, entry), "utf8")
    .split("\n")
    .forEach((line, i) => {
      const code = line.replace(/\/\/.*|\/\*.*?\*\/|\* .*/g, "");
      const isCss = entry.endsWith(".css");
      // In TypeScript `#name` is a private field; a colour is always inside a string there.
      const colour = isCss ? COLOUR.test(code) : /["'`][^"'`]*#[0-9a-fA-F]{3,8}\b[^"'`]*["'`]/.test(code) || /["'`](?:rgba?|hsla?)\(/.test(code);
      if (colour || (isCss && (NAMED.test(code) || TIME.test(code)))) {
        bad += 1;
        console.error(`${relative(process.cwd(), join(root, entry))}:${i + 1}: raw colour or time; use a token of src/ui/tokens.css\n  ${line.trim()}`);
      }
    });
}
console.log(bad === 0 ? "no raw colour outside tokens.css" : `${bad} lines with raw colours or times`);
process.exitCode = bad === 0 ? 0 : 1;
