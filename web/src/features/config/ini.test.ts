import { describe, expect, it } from "vitest";

import { entries, nameOf, partsOf, sections, valuesOf, withValue } from "./ini";

const TEXT = `# how fast
[stirring.config]
initial_target_rpm = 500
use_rpm: 1

[my_plugin]
list = a,
  b
  c
flag
`;

describe("entries", () => {
  it("knows each value with its line, whatever sign is used, and values that run on", () => {
    expect(entries(TEXT)).toEqual([
      { section: "stirring.config", key: "initial_target_rpm", value: "500", line: 3 },
      { section: "stirring.config", key: "use_rpm", value: "1", line: 4 },
      { section: "my_plugin", key: "list", value: "a,\nb\nc", line: 7 },
      { section: "my_plugin", key: "flag", value: "", line: 10 },
    ]);
    expect(sections(TEXT)).toEqual(["stirring.config", "my_plugin"]);
  });
  it("takes the later of two, as the units do", () => {
    expect(valuesOf("[a]\nx = 1\nx = 2\n").get(nameOf("a", "x"))).toBe("2");
  });
  it("takes no comment for a value", () => {
    expect(entries("[a]\n# x = 1\n; y = 2\n")).toEqual([]);
  });
});

describe("withValue", () => {
  it("changes one line and leaves the rest", () => {
    expect(withValue(TEXT, "stirring.config", "initial_target_rpm", "300")).toBe(TEXT.replace("500", "300"));
  });
  it("replaces a value that runs on over lines", () => {
    expect(withValue(TEXT, "my_plugin", "list", "z")).toContain("list = z\nflag\n");
  });
  it("puts a new key at the end of its section, a new section at the end of the file", () => {
    expect(withValue(TEXT, "stirring.config", "pwm_hz", "100")).toContain("use_rpm: 1\npwm_hz = 100\n\n[my_plugin]");
    expect(withValue(TEXT, "leds", "B", "white")).toBe(`${TEXT}\n[leds]\nB = white\n`);
    expect(withValue("", "leds", "B", "white")).toBe("[leds]\nB = white\n");
  });
  it("takes a value out, and changes nothing where there is none", () => {
    expect(withValue(TEXT, "stirring.config", "use_rpm", null)).toBe(TEXT.replace("use_rpm: 1\n", ""));
    expect(withValue(TEXT, "stirring.config", "pwm_hz", null)).toBe(TEXT);
    expect(withValue(TEXT, "leds", "B", null)).toBe(TEXT);
  });
  it("brings back the text that it came from", () => {
    expect(withValue(withValue(TEXT, "stirring.config", "pwm_hz", "100"), "stirring.config", "pwm_hz", null)).toBe(TEXT);
  });
});

describe("partsOf", () => {
  it("loses no letter", () => {
    for (const line of [...TEXT.split("\n"), "  ; indented", "broken [", "a=b=c"]) expect(partsOf(line).map(([, part]) => part).join("")).toBe(line);
  });
});
