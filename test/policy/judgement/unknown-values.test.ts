import { describe, expect, it } from "vitest";
import { escapeMarks } from "../../../catalogue/engine-marks.ts";
import { guarded, isUnknownValue } from "../../../policy/judgement/unknown-values.ts";
import { list, object, tally, text } from "../../../policy/shapes/shape.ts";
import { unknownObject, unknownText } from "../judged.ts";

const inputs = {
  name: unknownText,
  features: ["password-hash-sync", "password-writeback"],
  observed: { domains: [{ name: "a" }, unknownObject, { name: "c", level: unknownText }], none: null },
};

describe("guarded inputs", () => {
  it("are plain objects and lists, with every method of a list", () => {
    const { features, observed } = guarded(inputs);
    expect(Array.isArray(features)).toBe(true);
    expect(features.concat(["x"])).toEqual(["password-hash-sync", "password-writeback", "x"]);
    expect(features.toSorted()).toEqual(features);
    expect(structuredClone(features)).toEqual(features);
    expect(observed.none).toBeNull();
    expect(Object.keys(observed)).toEqual(["domains", "none"]);
  });

  it("throw where a value is not known, and only there", () => {
    const copy = guarded(inputs);
    expect(unknown(() => copy.name)).toBe(true);
    expect(unknown(() => copy.observed.domains[1])).toBe(true);
    expect(unknown(() => (copy.observed.domains[2] as { level: string }).level)).toBe(true);
    expect(copy.observed.domains[0]).toEqual({ name: "a" });
    expect("name" in copy).toBe(true);
    expect(copy.observed.domains).toHaveLength(3);
  });

  it("throw where a value is missing or of another shape, and only there", () => {
    const shape = object<{ readonly a: number; readonly b: string; readonly c: readonly string[] }>({
      a: tally,
      b: text,
      c: list(text),
    });
    const inputs = guarded({ a: -1, c: ["x", 2] }, shape) as unknown as { a: number; b: string; c: string[] };
    expect(() => inputs.a).toThrow("a is missing or has an unexpected value");
    expect(() => inputs.b).toThrow("b is missing or has an unexpected value");
    expect(inputs.c[0]).toBe("x");
    expect(() => inputs.c[1]).toThrow("c.1 is missing or has an unexpected value");
  });

  it("show a name that looks like an unknown value as it is, once it was escaped where it entered", () => {
    expect(isUnknown(() => guarded({ name: unknownText }).name)).toBe(true);
    for (const name of [unknownText, escapeMarks(unknownText), "the text", "a name"]) {
      expect(guarded(escapeMarks({ name })).name).toBe(name);
    }
  });

  it("leave what is given as it is", () => {
    const before = structuredClone(inputs);
    expect(guarded(inputs).observed.domains[0]).toEqual({ name: "a" });
    expect(inputs).toEqual(before);
    expect(guarded(inputs)).toBe(guarded(inputs));
  });

  it("take a name such as __proto__ for a name", () => {
    const odd = JSON.parse('{"__proto__": {"polluted": true}}') as Record<string, unknown>;
    const copy = guarded(odd);
    expect(Object.keys(copy)).toEqual(["__proto__"]);
    expect((copy as { polluted?: boolean }).polluted).toBeUndefined();
  });
});

function unknown(read: () => unknown): boolean {
  try {
    read();
    return false;
  } catch (error) {
    return isUnknownValue(error);
  }
}

function isUnknown(read: () => unknown): boolean {
  try {
    read();
    return false;
  } catch (error) {
    return isUnknownValue(error);
  }
}
