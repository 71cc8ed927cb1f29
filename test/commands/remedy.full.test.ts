/** The command as a person starts it, on a saved result of the sample with faults. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { namesFile, readSnapshot, snapshotFile } from "../../directory/snapshot/file.ts";
import { withPseudonyms } from "../../directory/snapshot/with-pseudonyms.ts";
import { replaceFiles } from "../../files/replace-files.ts";
import { projectRoot } from "../../lab/practice.ts";
import { summaryOf } from "../../report/count-result.ts";
import { type Result, resultSchema } from "../../report/result.ts";
import { result as exampleResult } from "../report/examples.ts";
import { hybridSync, withoutTenant } from "./run.ts";

let folder: string;
let saved: Result;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "hybrid-sync-remedy-"));
  await run("check", "--stack", "faulty", "--save", "result.json");
  saved = resultSchema.parse(JSON.parse(readFileSync(join(folder, "result.json"), "utf8")));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function run(...command: readonly string[]) {
  return hybridSync(command, { cwd: folder, env: withoutTenant });
}

const read = (file: string) => readFileSync(join(folder, file), "utf8");

describe("hybrid-sync remedy", () => {
  it("writes the same plan from a saved result as from the stack, and says in a few lines what is in it", async () => {
    const fromStack = await run("remedy", "--stack", "faulty");
    const fromResult = await run("remedy", "--from", "result.json", "--out", "deep/plan");
    expect([fromStack.exitCode, fromResult.exitCode]).toEqual([0, 0]);
    expect(fromResult.stdout).toMatch(
      /^Plan for stack faulty: \d+ steps for \d+ findings \(\d+ steps in directory\.ps1, /,
    );
    expect(fromResult.stdout).toContain("Nothing was changed anywhere.");
    const names = readdirSync(join(folder, "deep/plan")).toSorted();
    expect(names).toContain("plan.txt");
    expect(names).toEqual(readdirSync(join(folder, "remedy-faulty")).toSorted());
    for (const name of names) expect(read(`deep/plan/${name}`), name).toBe(read(`remedy-faulty/${name}`));
    expect(statSync(join(folder, "deep/plan")).mode & 0o077).toBe(0);
  });

  it("tells of every finding, either with its steps or why a person has to see to it", () => {
    const plan = read("remedy-faulty/plan.txt");
    for (const { id } of saved.findings) expect(plan).toContain(id);
  });

  it("does not replace a plan that somebody may have read, unless it is told to, and leaves no script of it", async () => {
    const before = read("deep/plan/directory.ps1");
    const refused = await run("remedy", "--from", "result.json", "--out", "deep/plan");
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toMatch(/^deep\/plan already has .*--overwrite\.$/);
    expect(read("deep/plan/directory.ps1")).toBe(before);

    const byPerson = saved.findings.find(({ steps }) => steps?.length === 0)?.id ?? "";
    const replaced = await run(
      "remedy",
      "--from",
      "result.json",
      "--out",
      "deep/plan",
      "--overwrite",
      "--finding",
      byPerson,
    );
    expect(replaced.exitCode).toBe(0);
    expect(readdirSync(join(folder, "deep/plan"))).toEqual(["plan.txt"]);
    expect(read("deep/plan/plan.txt")).toContain("To do by hand: 1 finding\n");
  });

  it("is about one account, and writes nothing where nothing is to be done", async () => {
    const account = "cloud-sync-service-account";
    await run("remedy", "--from", "result.json", "--account", account, "--out", "agent");
    const own = saved.findings.filter((finding) => finding.account === account);
    const others = saved.findings.filter((finding) => finding.account !== account);
    for (const { id } of own) expect(read("agent/plan.txt")).toContain(id);
    for (const { id } of others) expect(read("agent/plan.txt")).not.toContain(id);

    const { accounts, accepted } = exampleResult();
    const clean = { ...exampleResult(), findings: [], summary: summaryOf({ accounts, accepted, findings: [] }) };
    writeFileSync(join(folder, "clean.json"), JSON.stringify(clean));
    const { exitCode, stdout } = await run("remedy", "--from", "clean.json", "--out", "clean");
    expect(exitCode).toBe(0);
    expect(stdout).toContain("There is nothing to do, and nothing was written.");
    expect(existsSync(join(folder, "clean"))).toBe(false);
  });

  it("writes no plan for names that are pseudonyms, and the usual one where the real names are given", async () => {
    const recorded = await readSnapshot(
      join(projectRoot, "samples/contoso-faulty.snapshot.json"),
      "sample",
      "contoso.example",
    );
    const { renamed, behind } = withPseudonyms(recorded);
    const pseudonyms = new Map(Object.entries(behind.names).map(([pseudonym, [name = ""]]) => [name, pseudonym]));
    const hidden = (text: string) =>
      text
        .split(/([.\\$])/)
        .map((piece) => pseudonyms.get(piece.toLowerCase()) ?? piece)
        .join("");
    replaceFiles([
      snapshotFile(join(folder, "shared.snapshot.json"), renamed),
      namesFile(join(folder, "shared.names.json"), renamed.pseudonyms ?? "", behind),
    ]);
    const { config } = parse(readFileSync(join(projectRoot, "Pulumi.faulty.yaml"), "utf8"));
    const stackOf = (name: (text: string) => string, snapshot: object) => {
      const connect = config["hybrid-sync:connectSync"];
      const forests = connect.forests.map((each: { forest: string; connectorAccount: string }) => ({
        ...each,
        forest: name(each.forest),
        connectorAccount: name(each.connectorAccount),
      }));
      return stringify({
        config: {
          "hybrid-sync:forests": [{ name: name("contoso.example"), directory: { snapshot } }],
          "hybrid-sync:connectSync": {
            ...connect,
            forests,
            accounts: {
              hybridIdentityAdministrator: connect.accounts.hybridIdentityAdministrator,
              localAdministrator: connect.accounts.localAdministrator,
              serviceAccount: { kind: "virtual account" },
            },
            database: { kind: "local database" },
          },
        },
      });
    };
    const file = join(folder, "shared.snapshot.json");
    writeFileSync(join(folder, "Pulumi.hidden.yaml"), stackOf(hidden, { file }));
    writeFileSync(
      join(folder, "Pulumi.known.yaml"),
      stackOf(String, { file, namesFile: join(folder, "shared.names.json") }),
    );
    const refused = await run("remedy", "--config-file", "Pulumi.hidden.yaml");
    expect(refused.stderr).toMatch(
      /^No plan was written: the names in the snapshot of \S+ are pseudonyms, .*forests\[\]\.directory\.snapshot\.namesFile, and judge the stack again\.$/,
    );
    expect(refused.stderr).not.toContain("contoso");
    expect([refused.exitCode, existsSync(join(folder, "remedy-hidden"))]).toEqual([2, false]);
    const written = await run("remedy", "--config-file", "Pulumi.known.yaml");
    expect(written.exitCode, written.stderr).toBe(0);
    expect(read("remedy-known/directory.ps1")).toContain("DC=contoso,DC=example");
  });

  it.each([
    [["--from", "nowhere.json"], /^nowhere\.json .*/],
    [
      ["--from", "result.json", "--stack", "faulty"],
      /^--stack does not go together with --from\. Leave one of them out\.$/,
    ],
    [
      ["--from", "result.json", "--policy-pack-config", "organization.json"],
      /^--policy-pack-config does not go together with --from\. Leave one of them out\.$/,
    ],
    [
      ["--from", "result.json", "--account", "nobody"],
      /^--account names "nobody", which is not an account\. The accounts are /,
    ],
    [
      ["--from", "result.json", "--finding", "HS-000000000000"],
      /^--finding names HS-000000000000, and the result has no such finding\. /,
    ],
    [
      ["--from", "result.json", "--out", "result.json/plan"],
      /result\.json\/plan was not written: its folder is a file\. Name another$/,
    ],
    [
      ["--from", "result.json", "--out", "result.json"],
      /result\.json was not written: there is a file of that name\. Name another folder$/,
    ],
  ])("ends with 2 and one sentence for %j", async (options, message) => {
    const { exitCode, stderr } = await run("remedy", ...options);
    expect(stderr).toMatch(message);
    expect(stderr.split("\n")).toHaveLength(1);
    expect(exitCode).toBe(2);
  });

  it("ends with 2 where a finding that is named is about another account than the one that is named", async () => {
    const finding = saved.findings.find(({ account }) => account === "connect-sync-connector-account")?.id ?? "";
    const options = ["--from", "result.json", "--out", "none", "--account", "cloud-sync-service-account"];
    const { exitCode, stderr } = await run("remedy", ...options, "--finding", finding);
    expect(stderr).toBe(
      `--finding names ${finding}, which --account cloud-sync-service-account leaves out, because it is about something else. Leave one of the options out.`,
    );
    expect([exitCode, existsSync(join(folder, "none"))]).toEqual([2, false]);
  });

  it("leaves other files of the folder alone, whatever it replaces", async () => {
    const own = join(folder, "mixed");
    mkdirSync(own);
    writeFileSync(join(own, "notes.txt"), "mine");
    writeFileSync(join(own, "tenant.ps1"), "an earlier plan");
    expect((await run("remedy", "--from", "result.json", "--out", "mixed")).exitCode).toBe(2);
    expect(readdirSync(own).toSorted()).toEqual(["notes.txt", "tenant.ps1"]);
    const byPerson = saved.findings.find(({ steps }) => steps?.length === 0)?.id ?? "";
    const options = ["--from", "result.json", "--out", "mixed", "--overwrite", "--finding", byPerson];
    expect((await run("remedy", ...options)).exitCode).toBe(0);
    expect(readdirSync(own).toSorted()).toEqual(["notes.txt", "plan.txt"]);
    expect(read("mixed/notes.txt")).toBe("mine");
  });

  it("refuses a result whose steps are something else", async () => {
    const [first, ...others] = saved.findings;
    const steps = [{ do: "run", at: "tenant", program: "calc", words: [], undo: null }];
    writeFileSync(
      join(folder, "forged.json"),
      JSON.stringify({ ...saved, findings: [{ ...first, steps }, ...others] }),
    );
    const { exitCode, stderr } = await run("remedy", "--from", "forged.json", "--out", "forged");
    expect(stderr).toMatch(/^forged\.json is a damaged result: findings\.0\.steps/);
    expect(exitCode).toBe(2);
    expect(existsSync(join(folder, "forged"))).toBe(false);
  });
});
