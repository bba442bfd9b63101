import { expect, test } from "vitest";

import { dosePhrase } from "./dosePhrase";

test.each([
  ["dose WT 2 0.5 mL", { liquid: "media", unit: "WT 2", typed: "0.5 mL" }],
  ["Dose worker1 500ul", { liquid: "media", unit: "worker1", typed: "500ul" }],
  ["alt WT 2 1,5 ml", { liquid: "alt_media", unit: "WT 2", typed: "1,5 ml" }],
  ["waste WT 12 2 mL", { liquid: "waste", unit: "WT 12", typed: "2 mL" }],
])("%s", (text, wanted) => expect(dosePhrase(text)).toEqual(wanted));

test.each(["dose", "dose WT 2", "dose 0.5 mL", "WT 2 0.5 mL", "stop WT 2 0.5 mL", "dose WT 2 0 mL", "dose WT 2 half mL", ""])("%s is none", (text) => expect(dosePhrase(text)).toBeNull());
