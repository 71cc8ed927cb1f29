/**
 * JUnit XML has no schema of its own; the elements and attributes that pipelines read are those of
 * https://github.com/testmoapp/junitxml. `file` and `line` are the common extension of that page.
 */
import { SaxesParser } from "saxes";
import { describe, expect, it } from "vitest";
import { renderJunit } from "../../report/junit.ts";
import { hostileResult, longTexts, result } from "./examples.ts";

interface Rule {
  readonly required: readonly string[];
  readonly optional: readonly string[];
  readonly children: readonly string[];
}

const structure: Readonly<Record<string, Rule>> = {
  testsuites: { required: ["name", "tests", "failures", "errors"], optional: [], children: ["testsuite"] },
  testsuite: { required: ["name", "tests", "failures", "errors", "skipped"], optional: [], children: ["testcase"] },
  testcase: { required: ["classname", "name"], optional: ["file", "line"], children: ["failure", "skipped"] },
  failure: { required: ["type", "message"], optional: [], children: [] },
  skipped: { required: ["message"], optional: [], children: [] },
};

interface Open {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** Elements below it, at any depth. */
  readonly below: string[];
  children: number;
}

/** What does not fit, a sentence for each. */
function faultsIn(xml: string): readonly string[] {
  const faults: string[] = [];
  const above: Open[] = [];
  const parser = new SaxesParser();
  parser.on("error", ({ message }) => faults.push(message));
  parser.on("opentag", ({ name, attributes }) => {
    const parent = above.at(-1);
    const allowed = parent === undefined ? ["testsuites"] : (structure[parent.name]?.children ?? []);
    if (!allowed.includes(name)) faults.push(`${name} stands in ${parent?.name ?? "nothing"}`);
    const { required = [], optional = [] } = structure[name] ?? {};
    const given = Object.keys(attributes);
    for (const one of required) if (!given.includes(one)) faults.push(`${name} has no ${one}`);
    for (const one of given) if (![...required, ...optional].includes(one)) faults.push(`${name} has ${one}`);
    for (const one of ["tests", "failures", "errors", "skipped", "line"])
      if (attributes[one] !== undefined && !/^\d+$/.test(attributes[one])) faults.push(`${one} is no number`);
    for (const one of above) one.below.push(name);
    if (parent !== undefined) parent.children += 1;
    above.push({ name, attributes, below: [], children: 0 });
  });
  parser.on("closetag", () => {
    const closed = above.pop();
    if (closed === undefined) return;
    if (closed.name === "testcase" && closed.children > 1) faults.push("a test failed and was skipped");
    for (const [attribute, element] of [
      ["tests", "testcase"],
      ["failures", "failure"],
      ["skipped", "skipped"],
    ] as const) {
      const told = closed.attributes[attribute];
      const count = closed.below.filter((name) => name === element).length;
      if (told !== undefined && Number(told) !== count) faults.push(`${attribute} is ${told}, and there are ${count}`);
    }
  });
  parser.on("text", (text) => {
    const name = above.at(-1)?.name ?? "";
    if (text.trim() !== "" && name !== "failure") faults.push(`${name} has text`);
  });
  parser.write(xml).close();
  return faults;
}

describe("JUnit XML", () => {
  it.each([
    ["an ordinary result", result],
    ["a hostile result", hostileResult],
    ["a result with very long texts", longTexts],
    [
      "a result without findings",
      () => ({ ...result(), findings: [], accepted: [], notices: [], stops: [], verdicts: [] }),
    ],
  ])("of %s has the documented elements and attributes, and counts them", (_, make) => {
    expect(faultsIn(renderJunit(make()))).toEqual([]);
  });

  it("is not anything else", () => {
    const xml = renderJunit(result());
    for (const [from, to, fault] of [
      [/failures="\d+"/, 'failures="99"', /^failures is 99/],
      [/ classname="[^"]*"/, "", /^testcase has no classname$/],
      [/<testcase /, '<testcase level="high" ', /^testcase has level$/],
      [/<\/testsuites>/, "<failure/></testsuites>", /^failure stands in testsuites$/],
    ] as const)
      expect(faultsIn(xml.replace(from, to))).toContainEqual(expect.stringMatching(fault));
  });
});
