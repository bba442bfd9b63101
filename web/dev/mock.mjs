// A leader for work on the pages alone: the API, a broker over websockets and three invented cultures at 60 times real
// time. Never part of the build. Run `npm run mock`, then `npm run dev`; or open this server itself after a build.
import { createServer } from "node:http";
import { WebSocketServer } from "ws";

import { serveBroker } from "./mock-broker.mjs";
import { serveFile } from "./mock-files.mjs";
import { makeCluster } from "./mock-cluster.mjs";

const port = Number(process.env.PORT ?? 8930);
const speed = Number(process.env.SPEED ?? 60);
const broker = serveBroker();
const cluster = makeCluster(speed, (topic, payload, retain) => broker.publish(topic, payload, retain));

const server = createServer(async (request, response) => {
  const url = new URL(request.url ?? "/", `http://${request.headers.host}`);
  if (!url.pathname.startsWith("/api/") && !url.pathname.startsWith("/unit_api/")) return serveFile(url.pathname, request, response);
  let text = "";
  for await (const chunk of request) text += chunk;
  const { status, body } = await cluster.answer(request.method ?? "GET", url, text ? JSON.parse(text) : {}, request.headers.host ?? "");
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
});

const sockets = new WebSocketServer({ noServer: true, handleProtocols: () => "mqtt" });
server.on("upgrade", (request, socket, head) => {
  if (request.url !== "/mqtt" || cluster.isLinkCut()) return socket.destroy();
  sockets.handleUpgrade(request, socket, head, (peer) => broker.accept(peer));
});
setInterval(() => {
  if (cluster.isLinkCut()) broker.dropAll();
}, 200);
server.listen(port, "127.0.0.1", () => console.log(`mock leader at http://127.0.0.1:${port}, ${speed} times real time`));
