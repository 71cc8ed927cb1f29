/**
 * What the pages tell a reader to run is run, in the order of the page: in a checkout of its own, for a stack that observes
 * a practice directory. A command may end with findings, never with wrong usage or a fault.
 */
import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Practice, projectRoot } from "../../lab/practice.ts";
import { openSample } from "../end-to-end/sample-practice.ts";
import { copyOfCheckout } from "./checkout.ts";
import { commandsToRun, runBy } from "./commands.ts";

const pages = Object.keys(runBy).filter((page) => runBy[page] === "test/documentation/run-commands.full.test.ts");
/** What the pages call the stack of the reader. */
const stacks = ["production", "prod"];

let practice: Practice;
let checkout: string;
beforeAll(async () => {
  practice = await openSample("faulty", { live: true });
  checkout = await copyOfCheckout();
  const configuration = readFileSync(`${practice.folder}/project/Pulumi.faulty.yaml`, "utf8");
  for (const stack of stacks) {
    const created = await run(["pulumi", "stack", "init", stack]);
    expect(created.exitCode, created.all).toBe(0);
    writeFileSync(join(checkout, `Pulumi.${stack}.yaml`), withoutEncryption(configuration));
  }
});
afterAll(async () => {
  await practice?.close();
  if (checkout !== undefined) rmSync(checkout, { recursive: true });
});

/** The engine's own key in the file belongs to another stack. */
function withoutEncryption(configuration: string): string {
  return configuration
    .split("\n")
    .filter((line) => !line.startsWith("encryptionsalt:"))
    .join("\n");
}

/** What a page shows as the content of a file. */
function jsonIn(text: string): string {
  return /```json\n([\s\S]*?)```/.exec(text)?.[1] ?? "";
}

/** Nobody sits at this terminal to be asked. */
function unattended(words: readonly string[]): readonly string[] {
  const at = words.indexOf("up");
  return words[1] !== "hybrid-sync" || at !== 2 ? words : [...words.slice(0, 3), "--yes", ...words.slice(3)];
}

function run(words: readonly string[]) {
  const [program = "", ...rest] = words;
  // The script that runs before would install the modules anew, which are those of this checkout.
  return execa(program, program === "npm" ? ["--ignore-scripts", ...rest] : rest, {
    cwd: checkout,
    env: {
      ...practice.environment,
      PATH: [
        `${projectRoot}/node_modules/.bin`,
        dirname(practice.engine.command),
        practice.environment.PATH ?? "",
      ].join(delimiter),
    },
    all: true,
    reject: false,
    stdin: "ignore",
  });
}

describe.each(pages)("what %s tells a reader to run", (page) => {
  const commands = commandsToRun(page);

  it("is there", () => {
    expect(commands.length).toBeGreaterThan(0);
  });

  it.each(commands.map(({ line, words }) => [`line ${line}: ${words.join(" ")}`, words] as const))(
    "%s",
    async (_name, words) => {
      // Two results of the reader's, from before.
      for (const file of ["yesterday.json", "today.json"].filter((name) => words.includes(name)))
        cpSync(join(checkout, "result.json"), join(checkout, file));
      if (words.includes("organization.json"))
        writeFileSync(join(checkout, "organization.json"), jsonIn(readFileSync(join(projectRoot, page), "utf8")));
      const { exitCode, all } = await run(unattended(words));
      expect([0, 1, 3], all).toContain(exitCode);
      if (words[2] === "remedy") expect(all).toMatch(/^Written to .*:$/m);
    },
    600_000,
  );
});
