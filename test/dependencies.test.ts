import { readFileSync } from "node:fs";
import { matchesGlob } from "node:path";
import { describe, expect, it } from "vitest";

const read = (file: string) => readFileSync(new URL(`../${file}`, import.meta.url), "utf8");

const manifest: Record<"dependencies" | "devDependencies", Record<string, string>> = JSON.parse(read("package.json"));

/** The packages that a section of docs/dependencies.md has a row for, each with its reason. */
function documented(section: string): Map<string, string> {
  const [, text = ""] = read("docs/dependencies.md").split(`\n## ${section}\n`);
  const rows = [...(text.split("\n## ")[0] ?? "").matchAll(/^\| (`.*`) \| (.+) \|$/gm)];
  return new Map(
    rows.flatMap(([, names = "", reason = ""]) =>
      [...names.matchAll(/`([^`]+)`/g)].map(([, name = ""]): [string, string] => [name, reason]),
    ),
  );
}

describe.each([
  ["dependencies", "At run time"],
  ["devDependencies", "For development and the lab"],
] as const)("the packages among %s", (kind, section) => {
  const packages = Object.keys(manifest[kind]);
  const patterns = [...documented(section).keys()];

  it("each have their reason in docs/dependencies.md", () => {
    expect(packages.filter((name) => !patterns.some((pattern) => matchesGlob(name, pattern)))).toEqual([]);
  });

  it("are all that docs/dependencies.md gives reasons for", () => {
    expect(patterns.filter((pattern) => !packages.some((name) => matchesGlob(name, pattern)))).toEqual([]);
  });

  it("are pinned to one version", () => {
    const loose = Object.entries(manifest[kind]).filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version));
    expect(loose).toEqual([]);
  });
});
