import { readFileSync } from "node:fs";
import { execa } from "execa";
import { describe, expect, it } from "vitest";

/** Runs the guard, or what starts with it, in a Node that says it is of another version. */
function guard(version: string, script = "node-loading/require-node.js") {
  const disguise = `data:text/javascript,Object.defineProperty(process.versions,"node",{value:"${version}"})`;
  return execa(process.execPath, ["--import", disguise, script], { reject: false });
}

describe("the check of Node's version", () => {
  it.each(["20.20.2", "22.17.1"])("refuses %s in one sentence, with a status that is no verdict", async (version) => {
    const { exitCode, stderr } = await guard(version);
    expect(exitCode).toBe(2);
    expect(stderr).toBe(
      `hybrid-sync needs Node 22.18 or newer, and the node on PATH is ${version}: install a newer Node, or run it through npm (npm start, npx hybrid-sync), which brings its own.`,
    );
  });

  it("comes before the policy pack too", async () => {
    const { exitCode, stderr } = await guard("20.20.2", "policy/index.js");
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^hybrid-sync needs Node 22\.18 or newer, [^\n]*$/);
  });

  it.each(["22.18.0", "24.21.0", "26.0.0"])("lets %s pass", async (version) => {
    const { exitCode, stderr } = await guard(version);
    expect(exitCode).toBe(0);
    expect(stderr).toBe("");
  });
});

describe("the scripts of npm", () => {
  it("name the node that they have installed: a shell keeps the one that it found first", () => {
    const { scripts } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as {
      readonly scripts: Readonly<Record<string, string>>;
    };
    const installing = Object.values(scripts).filter((script) => script.includes("install-node-modules.js"));
    expect(installing.length).toBeGreaterThan(10);
    expect(installing.filter((script) => /&& (?!"node_modules\/\.bin\/node" )/.test(script))).toEqual([]);
  });
});
