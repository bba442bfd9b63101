import { describe, expect, it } from "vitest";

import { pathOf, svgOf, type SvgChart } from "./svg";

const chart: SvgChart = {
  title: "Optical density",
  unitText: "OD600",
  width: 600,
  height: 300,
  data: [
    [0, 3600, 7200],
    [0.1, 0.2, 0.4],
    [0.4, null, 0.1],
  ],
  lines: [
    { label: "WT <1> & more", colour: "navy", dash: [], width: 1.6 },
    { label: "acrB", colour: "teal", dash: [7, 3], width: 1.6 },
  ],
  isStepped: false,
  isLog: false,
  x: [0, 7200],
  y: [0, 0.5],
  scale: "elapsed",
  startS: 0,
  band: { low: 0.2, high: 0.3 },
  interval: null,
  selection: [3600, 7200],
  colours: { ground: "white", ink: "black", quiet: "grey", grid: "silver", band: "aqua", grey: "grey" },
  font: '-apple-system, "Segoe UI"',
};

describe("a chart as a vector drawing", () => {
  it("has title, legend, axes and one path per line, and no picture in it", () => {
    const svg = svgOf(chart);
    expect(svg.startsWith("<svg ")).toBe(true);
    expect(svg).not.toContain("<image");
    expect(svg.match(/<path /g)).toHaveLength(2);
    expect(svg).toContain("WT &lt;1&gt; &amp; more");
    expect(svg).toContain("&quot;Segoe UI&quot;");
    expect(svg).toContain(">0:30 h<");
    expect(svg).toContain(">0.5<");
    expect(svg).toContain('stroke-dasharray="7 3"');
    expect(svg).toContain('fill="aqua"');
    expect(svg).not.toContain("NaN");
  });

  it("puts the ends of a line where the axes say", () => {
    const d = /<path d="M58 (\S+)L\S+ \S+L584 (\S+)"/.exec(svgOf(chart));
    expect(Number(d?.[1])).toBeGreaterThan(Number(d?.[2]));
  });

  it("labels a log axis with 1, 2 and 5, and leaves out what has no logarithm", () => {
    const svg = svgOf({ ...chart, isLog: true, y: [0.05, 0.5], data: [[0, 1, 2], [0.1, 0, 0.4], [0.1, 0.1, 0.1]] });
    for (const tick of ["0.05", "0.1", "0.2", "0.5"]) expect(svg).toContain(`>${tick}<`);
    expect(svg).not.toMatch(/NaN|Infinity/);
  });

  it("tints the interval around a line", () => {
    const svg = svgOf({ ...chart, interval: [[0, 0.1, 0.2], [3600, 0.2, 0.3]] });
    expect(/<polygon points="([^"]+)"/.exec(svg)?.[1]?.split(" ")).toHaveLength(4);
  });

  it("breaks lines at gaps, goes over holes, and draws levels in steps", () => {
    const same = (v: number): number => v;
    expect(pathOf([0, 1, 2, 3], [1, undefined, 2, 3], same, same, false)).toBe("M0 1L2 2L3 3");
    expect(pathOf([0, 1, 2, 3], [1, null, 2, 3], same, same, false)).toBe("M0 1M2 2L3 3");
    expect(pathOf([0, 2], [1, 5], same, same, true)).toBe("M0 1L2 1L2 5");
  });
});
