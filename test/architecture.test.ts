import { existsSync, globSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { ruleNames } from "../catalogue/rule-names.ts";
import { rules } from "../policy/rules.ts";

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

  it("names every door: a file beside the folder of the same name", () => {
    const folders = globSync("**/", { exclude: ["**/node_modules", "**/.*", "test/**", "lab/**"] });
    const doors = folders.map((folder) => `${folder.replace(/\/$/, "")}.ts`).filter((door) => existsSync(door));
    const paragraph = page.slice(
      page.indexOf("A few folders have a door"),
      page.indexOf("In `policy/`, three folders"),
    );
    const told = [...paragraph.matchAll(/`([\w./-]+)`/g)].map(([, door]) => door);
    expect(told.toSorted()).toEqual(doors.toSorted());
  });

  it("tells the way of a fact in at most twenty hops", () => {
    const way = page.slice(page.indexOf("## The way of one fact"), page.indexOf("## Where is"));
    const hops = way.match(/^\d+\. /gm) ?? [];
    expect(hops.length).toBeGreaterThan(10);
    expect(hops.length).toBeLessThanOrEqual(20);
  });
});

describe("node-loading/README.md", () => {
  it("says of every file why it exists and when it can go", () => {
    const rows = readFileSync("node-loading/README.md", "utf8").matchAll(/^\| `([\w.-]+)` \|(?: [^|]+ \|){3}$/gm);
    const files = readdirSync("node-loading").filter((name) => !/\.md$|\.d\.ts$/.test(name));
    expect([...rows].map(([, name]) => name).toSorted()).toEqual(files.toSorted());
  });
});

describe("the catalogue", () => {
  it("has the name of every rule, by which exceptions refer to them", () => {
    expect(ruleNames).toEqual(rules.map(({ name }) => name).toSorted());
  });
});
