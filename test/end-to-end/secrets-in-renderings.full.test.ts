/** The secrets of a run are searched in everything that a person or a pipeline is shown of it, or keeps. */
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Surroundings } from "../../lab/practice.ts";
import { sampleClock, samples } from "../../lab/sample-tenants.ts";
import { formats } from "../../report/format-names.ts";
import { hybridSync } from "../commands/run.ts";
import { occurrences } from "../secret-search.ts";

let lab: Surroundings;
let folder: string;
/** What each command printed, by its arguments. */
const shown = new Map<string, string>();

async function run(...command: string[]) {
  const { stdout, stderr, exitCode } = await hybridSync(command, { cwd: folder, env: lab.environment });
  shown.set(command.join(" "), `${stdout}\n${stderr}`);
  return exitCode;
}

beforeAll(async () => {
  const sample = samples.faulty;
  if (sample === undefined) throw new Error("there is no sample faulty");
  lab = await Surroundings.open({
    stack: "faulty",
    clock: sampleClock,
    tenant: sample.tenant,
    forest: sample.forest(),
  });
  folder = join(lab.folder, "kept");
  mkdirSync(folder);
  const stack = ["--stack", "faulty", "--config-file", join(lab.folder, "project", "Pulumi.faulty.yaml")];
  expect(await run("check", ...stack, "--save", "result.json")).toBe(1);
  for (const format of formats)
    await run("report", "result.json", "--format", format, "--output", `rendered.${format}`, "--all", "--exit-zero");
  await run("remedy", "--from", "result.json", "--out", "plan");
  await run("snapshot", ...stack, "--output", "forest.snapshot.json");
  await run("snapshot", ...stack, "--output", "renamed.snapshot.json", "--pseudonyms");
  await run("doctor", ...stack);
  await run("doctor", ...stack, "--json");
  const decided = ["--by", "Maria Lopez", "--reason", "Clean-up in January", "--accept-unverified"];
  expect(await run("baseline", ...stack, ...decided)).toBe(0);
  await run("explain", "gmsa-takeover", "--result", "result.json");
  await run("check", ...stack, "--format", "nothing");
}, 300_000);
afterAll(async () => {
  await lab?.[Symbol.asyncDispose]();
});

it("no command prints or writes the reader's password or the client secret", () => {
  const names = [folder, join(lab.folder, "project")]
    .flatMap((each) => readdirSync(each, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile());
  const written = new Map(
    names.map(({ parentPath, name }) => {
      const file = join(parentPath, name);
      return [relative(lab.folder, file), readFileSync(file, "latin1")] as const;
    }),
  );
  const kept = [
    "project/baseline.faulty.json",
    ...["result.json", "forest.snapshot.json", "renamed.snapshot.json", "renamed.names.json"].map((f) => `kept/${f}`),
    ...formats.map((format) => `kept/rendered.${format}`),
    ...["plan.txt", "directory.ps1", "undo-directory.ps1", "directory.ldif"].map((f) => `kept/plan/${f}`),
  ];
  expect([...written.keys()]).toEqual(expect.arrayContaining(kept));
  const silent = [...shown].flatMap(([command, text]) => (text.trim() === "" ? [command.split(" ")[0]] : []));
  // What goes into a file is not printed as well.
  expect(silent).toEqual(formats.map(() => "report"));
  const secrets = [lab.directory?.reader.password ?? "", lab.tenant.environment.ARM_CLIENT_SECRET ?? ""];
  for (const secret of secrets) {
    expect(secret.length).toBeGreaterThan(8);
    for (const [name, text] of [...shown, ...written]) expect(occurrences(secret, text), name).toEqual([]);
  }
});
