/** The tour of docs/practice-lab.md, as a newcomer takes it: in a checkout of its own, inside the lab. */
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { copyOfCheckout } from "./checkout.ts";
import { commandsToRun } from "./commands.ts";

let checkout: string;
beforeAll(async () => {
  checkout = await copyOfCheckout();
});
afterAll(() => rmSync(checkout, { recursive: true }));

describe("the tour in the practice lab", () => {
  it("leads from nothing to a verdict, a page, a preview and a plan", async () => {
    const commands = commandsToRun("docs/practice-lab.md");
    const [open, ...inside] = commands;
    expect(open?.words.slice(0, 3)).toEqual(["npm", "run", "lab"]);
    const script = inside.map(({ text }) => `${text}\necho "exit status $?"`).join("\n");
    const { stdout, stderr, exitCode } = await execa(
      "node",
      ["lab/shell.ts", ...(open?.words.slice(4) ?? []), "--", "sh", "-c", script],
      { cwd: checkout, reject: false, stdin: "ignore", preferLocal: true, localDir: checkout },
    );
    expect(exitCode, stderr).toBe(0);
    const statuses = [...stdout.matchAll(/^exit status (\d+)$/gm)].map(([, status]) => Number(status));
    const expected = { init: 0, doctor: 0, check: 1, explain: 0, report: 1, stack: 0, preview: 1, remedy: 0 };
    const names = inside.map(({ words }) => (words[0] === "npx" ? words[2] : words[1]));
    expect(
      names.map((name, index) => [name, statuses[index]]),
      `${stdout}${stderr}`,
    ).toEqual(Object.entries(expected));
    for (const file of ["Pulumi.practice.yaml", "result.json", "remedy-practice/plan.txt"])
      expect(existsSync(join(checkout, file)), file).toBe(true);
    expect(readFileSync(join(checkout, "result.html"), "utf8")).toContain("<!doctype html>");
  }, 600_000);
});
