// As much of an MQTT 3.1.1 broker as the pages use: QoS 0, retained messages, wildcards.
const matches = (filter, topic) => {
  const [f, t] = [filter.split("/"), topic.split("/")];
  return f.every((level, i) => level === "#" || level === "+" || level === t[i]) && (f.at(-1) === "#" || f.length === t.length);
};

function frame(head, body) {
  const length = [];
  let rest = body.length;
  do {
    const low = rest % 128;
    rest = Math.floor(rest / 128);
    length.push(rest > 0 ? low | 128 : low);
  } while (rest > 0);
  return Buffer.concat([Buffer.from([head, ...length]), body]);
}

function publishFrame(topic, payload, isRetained) {
  const name = Buffer.from(topic);
  return frame(0x30 | (isRetained ? 1 : 0), Buffer.concat([Buffer.from([name.length >> 8, name.length & 255]), name, Buffer.from(payload)]));
}

export function serveBroker() {
  const peers = new Map();
  const retained = new Map();
  const take = (peer, data) => {
    const kind = data[0] >> 4;
    if (kind === 1) peer.send(Buffer.from([0x20, 2, 0, 0]));
    if (kind === 12) peer.send(Buffer.from([0xd0, 0]));
    if (kind !== 8 && kind !== 10) return;
    let at = data[1] & 128 ? (data[2] & 128 ? 4 : 3) : 2;
    const id = data.subarray(at, at + 2);
    at += 2;
    const filters = [];
    while (at < data.length) {
      const size = data.readUInt16BE(at);
      filters.push(data.subarray(at + 2, at + 2 + size).toString());
      at += 2 + size + (kind === 8 ? 1 : 0);
    }
    const own = peers.get(peer);
    if (kind === 10) return filters.forEach((f) => own.delete(f));
    peer.send(frame(0x90, Buffer.concat([id, Buffer.alloc(filters.length)])));
    for (const filter of filters) {
      own.add(filter);
      for (const [topic, payload] of retained) if (matches(filter, topic)) peer.send(publishFrame(topic, payload, true));
    }
  };
  return {
    accept(peer) {
      peers.set(peer, new Set());
      peer.on("message", (data) => take(peer, data));
      peer.on("close", () => peers.delete(peer));
    },
    dropAll: () => [...peers.keys()].forEach((peer) => peer.terminate()),
    publish(topic, payload, retain) {
      if (retain) {
        if (payload === "") retained.delete(topic);
        else retained.set(topic, payload);
      }
      for (const [peer, filters] of peers) if ([...filters].some((f) => matches(f, topic))) peer.send(publishFrame(topic, payload, false));
    },
  };
}
