import { describe, expect, it, vi } from "vitest";

import { LiveStore, READING_PAUSE_MS } from "./store";

function make() {
  let now = 0;
  const frames: (() => void)[] = [];
  const store = new LiveStore({ now: () => now, frame: (run) => void frames.push(run) });
  return {
    store,
    frame(ms = 16) {
      now += ms;
      frames.splice(0).forEach((run) => run());
    },
  };
}

describe("the live store", () => {
  it("tells a listener once per frame, however many messages came", () => {
    const { store, frame } = make();
    const heard = vi.fn();
    store.subscribe("pioreactor/w/E/stirring/$state", heard);
    for (const state of ["init", "ready", "sleeping"]) store.put("pioreactor/w/E/stirring/$state", state, false);
    expect(heard).not.toHaveBeenCalled();
    frame();
    expect(heard).toHaveBeenCalledTimes(1);
    expect(store.get("pioreactor/w/E/stirring/$state")?.payload).toBe("sleeping");
  });

  it("repaints readings at most four times a second", () => {
    const { store, frame } = make();
    const heard = vi.fn();
    store.subscribe("pioreactor/w/E/od_reading/ods", heard);
    for (let i = 0; i < 60; i++) {
      store.put("pioreactor/w/E/od_reading/ods", `{"i":${i}}`, false);
      frame(1000 / 60);
    }
    expect(heard.mock.calls.length).toBeLessThanOrEqual(1000 / READING_PAUSE_MS + 1);
    expect(heard.mock.calls.length).toBeGreaterThanOrEqual(3);
  });

  it("forgets a value that was cleared, and hands every message to buffers at once", () => {
    const { store } = make();
    const raw = vi.fn();
    store.onMessage(raw);
    store.put("pioreactor/w/E/stirring/target_rpm", "500.0", true);
    store.put("pioreactor/w/E/stirring/target_rpm", "", true);
    expect(store.get("pioreactor/w/E/stirring/target_rpm")).toBeUndefined();
    expect(raw).toHaveBeenCalledTimes(2);
  });

  it("counts changes by group and does not keep log lines", () => {
    const { store } = make();
    store.put("pioreactor/w/E/logs/app/info", "{}", false);
    store.put("pioreactor/w/E/stirring/$state", "ready", true);
    expect(store.version("logs")).toBe(1);
    expect(store.version("$state")).toBe(1);
    expect(store.get("pioreactor/w/E/logs/app/info")).toBeUndefined();
  });

  it("forgets one experiment and keeps the others", () => {
    const { store } = make();
    store.put("pioreactor/w/A/stirring/$state", "ready", true);
    store.put("pioreactor/w/B/stirring/$state", "ready", true);
    store.forget("A");
    expect(store.get("pioreactor/w/A/stirring/$state")).toBeUndefined();
    expect(store.get("pioreactor/w/B/stirring/$state")?.payload).toBe("ready");
  });
});
