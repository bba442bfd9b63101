import { describe, expect, it } from "vitest";

import type { Join, JoinStage } from "../../api/types";
import { chipOf, EMPTY, missingFor, problemOf, stageNumber, wishAgain, wishOfForm } from "./model";

const FINGERPRINT = "SHA256:6mQx2TfWq0Vt1n8mFhH4p0bqk3o8mJm4c2o5n1qz0aY";
const stage = (state: JoinStage["state"], i: number): JoinStage => ({ name: "find", title: `Stage ${i + 1}`, limit_s: 10, state }) as JoinStage;
const join = (more: Partial<Join> = {}): Join => ({ run_id: "20261129T100000Z-0000", kind: "add", unit: "worker07", uses: "key", outcome: "failed", stages: (["done", "failed", "skipped"] as const).map(stage), found: { fingerprint: FINGERPRINT }, ...more }) as Join;
const typed = { ...EMPTY, unit: "worker07", code: "ABCD-EFGH" };

describe("the form", () => {
  it("needs a host name", () => {
    expect(problemOf(EMPTY)).toContain("name of the unit");
    expect(problemOf({ ...typed, unit: "Worker 7" })).toContain("small letters");
    expect(problemOf({ ...typed, unit: "worker07.local" })).toContain("small letters");
    expect(problemOf(typed)).toBeNull();
  });
  it("needs the secret of the way that was chosen, and of no other", () => {
    expect(problemOf({ ...typed, code: " " })).toContain("claim code");
    expect(problemOf({ ...typed, way: "password", user: "pi" })).toContain("password");
    expect(problemOf({ ...typed, way: "key", code: "" })).toBeNull();
  });
  it("needs a port that exists", () => {
    expect(problemOf({ ...typed, port: "65536" })).toContain("65535");
    expect(problemOf({ ...typed, port: "2222" })).toBeNull();
  });
  it("sends the secret of the chosen way only", () => {
    const wish = wishOfForm({ ...typed, way: "password", user: " pi ", password: " grown in broth ", model: "pioreactor_20ml|1.5", address: "192.168.1.57" });
    expect(wish).toEqual({ unit: "worker07", user: "pi", password: " grown in broth ", model_name: "pioreactor_20ml", model_version: "1.5", address: "192.168.1.57", port: 22 });
  });
});

describe("going on after a stop", () => {
  it("vouches for the fingerprint that was shown, and asks for nothing that is known", () => {
    const run = join({ uses: "password", user: "pi" });
    const remembered = { unit: "worker07", user: "pi", password: "grown in broth" };
    expect(missingFor("accept_host_key", run, remembered)).toBeNull();
    expect(wishAgain("accept_host_key", run, remembered, null)).toMatchObject({ unit: "worker07", user: "pi", password: "grown in broth", host_key: FINGERPRINT });
  });
  it("asks for the secret again in another browser", () => {
    expect(missingFor("set_clock", join({ uses: "password" }), undefined)).toBe("password");
    expect(missingFor("try_again", join({ uses: "claim_code" }), undefined)).toBe("claim_code");
    expect(missingFor("try_again", join(), undefined)).toBeNull();
  });
  it("takes another way in instead of the first", () => {
    const run = join({ uses: "key", host_key: FINGERPRINT });
    expect(missingFor("give_password", run, undefined)).toBe("password");
    const wish = wishAgain("give_password", run, undefined, { way: "password", code: "", user: "pi", password: "grown in broth" });
    expect(wish).toMatchObject({ user: "pi", password: "grown in broth", host_key: FINGERPRINT });
    expect(wish).not.toHaveProperty("claim_code");
  });
  it("keeps what was allowed before", () => {
    expect(wishAgain("try_again", join({ sets_clock: true, address: "10.0.0.7", port: 2222 }), undefined, null)).toMatchObject({ sets_clock: true, address: "10.0.0.7", port: 2222 });
    expect(wishAgain("set_clock", join(), undefined, null).sets_clock).toBe(true);
  });
});

describe("where a run is", () => {
  const at = (...states: JoinStage["state"][]) => join({ stages: states.map(stage) });
  it("counts from one, to the stage that runs or failed", () => {
    expect(stageNumber(at("waiting", "waiting"))).toBe(1);
    expect(stageNumber(at("done", "running", "waiting"))).toBe(2);
    expect(stageNumber(at("done", "undone", "failed"))).toBe(3);
    expect(stageNumber(at("done", "done"))).toBe(2);
  });
  it("says so in its chip", () => {
    expect(chipOf(join(), 3)).toEqual({ kind: "alarm", words: "Stopped at stage 2 of 3" });
    expect(chipOf(join({ outcome: "running", stages: [stage("running", 0), stage("waiting", 1)] }), 3)).toEqual({ kind: "init", words: "Stage 1 of 2" });
    expect(chipOf(join({ outcome: "succeeded" }), 38.2)).toEqual({ kind: "ready", words: "Added in 38.2 s" });
    expect(chipOf(join({ outcome: "succeeded", kind: "remove" }), 4)).toEqual({ kind: "ready", words: "Removed in 4.0 s" });
  });
});
