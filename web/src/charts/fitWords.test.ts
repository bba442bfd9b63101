import { describe, expect, it } from "vitest";

import { fitWords } from "./fitWords";

const fit = (ratePerH: number, errorPerH: number, r2 = 0.998): string => fitWords({ kind: "fit", ratePerH, errorPerH, r2, n: 100 }).replaceAll("\u202f", " ");

describe("a growth fit in words", () => {
  it("has as many decimals as its error allows", () => {
    expect(fit(0.388, 0.0121)).toBe("µ 0.39 ± 0.01 1/h, doubling 1 h 47 min, R² 0.998");
    expect(fit(0.3881, 0.0004)).toBe("µ 0.3881 ± 0.0004 1/h, doubling 1 h 47 min, R² 0.998");
    expect(fit(0.4, 1e-9)).toBe("µ 0.40000 ± < 0.00001 1/h, doubling 1 h 44 min, R² 0.998");
  });

  it("says halving of a culture that shrinks, and neither where the error is larger than the rate", () => {
    expect(fit(-0.2, 0.01)).toContain("µ −0.20 ± 0.01 1/h, halving 3 h 28 min");
    expect(fit(0.01, 0.02)).toBe("µ 0.01 ± 0.02 1/h, R² 0.998");
  });

  it("refuses with a reason", () => {
    expect(fitWords({ kind: "few", n: 1 })).toBe("No fit: 1 point, and it needs at least 5.");
    expect(fitWords({ kind: "not_positive", n: 2 })).toBe("No fit: 2 values are zero or below, which has no logarithm. Select a stretch without them.");
  });
});
