// The built files, with index.html for every other address.
import { existsSync, readFileSync, statSync } from "node:fs";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

const dist = fileURLToPath(new URL("../dist", import.meta.url));
const TYPES = { ".js": "text/javascript", ".css": "text/css", ".html": "text/html", ".svg": "image/svg+xml" };
// As the leader sends it.
const POLICY = "default-src 'self'; connect-src 'self' ws:; img-src 'self' data: blob:; style-src 'self'; script-src 'self'; object-src 'none'; base-uri 'none'";

export function serveFile(path, _request, response) {
  const wanted = join(dist, normalize(path));
  const file = wanted.startsWith(dist) && existsSync(wanted) && statSync(wanted).isFile() ? wanted : join(dist, "index.html");
  if (!existsSync(file)) {
    response.writeHead(404, { "content-type": "text/plain" });
    return response.end("Run `npm run build` first, or use `npm run dev`.");
  }
  response.writeHead(200, { "content-type": TYPES[extname(file)] ?? "application/octet-stream", "content-security-policy": POLICY });
  response.end(readFileSync(file));
}
