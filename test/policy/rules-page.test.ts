import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { rules } from "../../policy/rules.ts";
import { rulesPage } from "../../policy/rules-page.ts";

describe("docs/rules.md", () => {
  it("has a section with the way out for every rule", () => {
    const page = rulesPage(rules);
    for (const { name, remedy } of rules) {
      expect(page).toContain(`\n### ${name}\n`);
      expect(page).toContain(`\n- **Remedy**: ${remedy}\n`);
    }
  });
});

describe("docs/what-is-verified.md", () => {
  it("lists every rule, and marks those that are advisory", async () => {
    const page = await readFile("docs/what-is-verified.md", "utf8");
    const section = page.slice(0, page.indexOf("\n## Verdicts\n"));
    const listed = section.split("\n").flatMap((line) => {
      const cells = line.split(" | ");
      const entries = cells.length === 3 ? [...(cells[2] ?? "").matchAll(/`([\w-]+)`(?: \((\w+)\))?/g)] : [];
      return entries.map(([, name, mark]) => `${name} ${mark ?? "mandatory"}`);
    });
    const all = rules.map(({ name, enforcementLevel }) => `${name} ${enforcementLevel}`);
    expect([...new Set(listed)].toSorted()).toEqual(all.toSorted());
  });
});

describe("the head of every rule", () => {
  it.each(rules.map((rule) => [rule.name, rule] as const))("%s is complete and well formed", (name, rule) => {
    expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(rule.description).toMatch(/^[A-Z].*\.$/);
    expect(String(rule.remedy)).toMatch(/^[A-Z].*\.$/);
    expect(rule.consequence).toMatch(/^[^A-Z].*[^.]$|^Kerberos.*[^.]$|^Connect.*[^.]$/);
    expect(rule.reference).toMatch(/^https:\/\/learn\.microsoft\.com\//);
  });

  it("has a name of its own", () => {
    expect(new Set(rules.map(({ name }) => name)).size).toBe(rules.length);
  });
});
