/** Where what the program says of the field is written: every fact and every symptom names its page. */
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { rules } from "../../policy/rules.ts";

const root = new URL("../../", import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), "utf8");

describe("docs/symptoms.md", () => {
  const rows = read("docs/symptoms.md")
    .split("\n")
    .filter((line) => /^\| \d+ \|/.test(line))
    .map((line) => line.split(" | "));

  it("names a page of Microsoft for every symptom", () => {
    expect(rows.length).toBeGreaterThan(20);
    for (const [number, symptom, , , source] of rows) {
      expect(source, `${number} | ${symptom}`).toMatch(/^\[[^\]]+\]\(https:\/\/learn\.microsoft\.com\/\S+\) \|$/);
    }
  });

  it("names rules that there are", () => {
    const names = rules.map(({ name }) => name);
    const named = rows.flatMap(([, , , reported = ""]) =>
      [...reported.matchAll(/`([a-z]+(?:-[a-z0-9]+)+)`/g)].map(([, name]) => name),
    );
    expect(named.length).toBeGreaterThan(20);
    expect(named.filter((name) => !names.includes(name ?? ""))).toEqual([]);
  });
});

describe("docs/rules.md", () => {
  it("names a page of Microsoft for every rule", () => {
    const [, ...sections] = read("docs/rules.md").split(/^### /m);
    expect(sections.length).toBe(rules.length);
    for (const section of sections) {
      expect(section).toMatch(/^- \*\*Reference\*\*: <https:\/\/learn\.microsoft\.com\/\S+>$/m);
    }
  });
});

/** Files of the catalogue that state nothing of the field: words, types, and what is made of other files. */
const ownWords = [
  "calendar.ts",
  "change-commands.ts",
  "count-of.ts",
  "fact.ts",
  "known-types.ts",
  "permissions-page.ts",
  "permissions.ts",
  "permissions/requirement.ts",
  "plain-name.ts",
  "profiles.ts",
  "remedy.ts",
  "rule-names.ts",
  "server-name.ts",
  "verdicts.ts",
  "version-order.ts",
];

describe("the catalogue", () => {
  const files = readdirSync(new URL("catalogue", root), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .toSorted();

  it.each(files.filter((name) => !ownWords.includes(name)))("says in %s where its facts are written", (name) => {
    expect(read(`catalogue/${name}`)).toMatch(/\b[Ss]ources?:\s*\S|from "\.\.?\/pages\.ts"|https:\/\//);
  });

  it("has in its data addresses as sources, and nothing else", async () => {
    const modules = await Promise.all(files.map((name) => import(new URL(`catalogue/${name}`, root).href)));
    const sources = modules.flatMap((module) => sourcesIn(Object.values(module)));
    expect(sources.length).toBeGreaterThan(100);
    expect(sources.filter((source) => !/^https:\/\/\S+$/.test(String(source)))).toEqual([]);
  });
});

/** What stands as the source of anything in a value, however deep. */
function sourcesIn(value: unknown): unknown[] {
  if (typeof value !== "object" || value === null || value instanceof RegExp) return [];
  const inner = value instanceof Map ? [...value.values()] : Object.values(value);
  const own = "source" in value ? [value.source] : [];
  return [...own, ...inner.flatMap(sourcesIn)];
}
