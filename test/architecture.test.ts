import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const page = readFileSync("docs/architecture.md", "utf8");
const named = [...page.matchAll(/`([\w.-]+\/[\w./-]*)`/g)].map(([, path = ""]) => path);

describe("docs/architecture.md", () => {
  it("names files and folders that are there", () => {
    expect(named.length).toBeGreaterThan(40);
    expect(named.filter((path) => !existsSync(path))).toEqual([]);
  });

  it("names every folder of code", () => {
    const folders = readdirSync(".", { withFileTypes: true }).filter((entry) => entry.isDirectory());
    const code = folders
      .map(({ name }) => name)
      .filter((name) => !/^\.|^(node_modules|docs|samples|test|reports?)$/.test(name));
    expect(code.filter((name) => !page.includes(`\`${name}/\``))).toEqual([]);
  });

  it("tells the way of a fact in at most twenty hops", () => {
    const way = page.slice(page.indexOf("## The way of one fact"), page.indexOf("## Where is"));
    const hops = way.match(/^\d+\. /gm) ?? [];
    expect(hops.length).toBeGreaterThan(10);
    expect(hops.length).toBeLessThanOrEqual(20);
  });
});
