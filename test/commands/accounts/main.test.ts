/** The command itself, as `npm run accounts` starts it, over the state that an earlier version wrote. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { projectRoot } from "../../../lab/practice.ts";
import { hybridSync, withoutTenant } from "../run.ts";

/** What an earlier version recorded of the faulty sample, as an export of its stack has it. */
const resources = JSON.parse(readFileSync("test/fixtures/earlier-state/contoso-faulty.json", "utf8")) as unknown;
const faulty = JSON.stringify({ version: 3, deployment: { resources } });

let folder: string;
let file: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "accounts-"));
  file = join(folder, "state.json");
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

async function accounts() {
  return hybridSync(["accounts", file], { cwd: projectRoot, env: withoutTenant });
}

describe("the table of accounts of a stack's state", () => {
  it("shows each account by name, the findings, and ends with 1 where one is mandatory", async () => {
    writeFileSync(file, faulty);
    const { exitCode, stdout, stderr } = await accounts();
    expect(stderr).toBe("");
    expect(stdout).toContain("AD DS Connector account");
    expect(stdout).toContain("CONTOSO\\svc-connect");
    expect(stdout).toContain("connector-account-");
    expect(exitCode).toBe(1);
  });

  it("shows a text of the state by no escape sequence that it contains", async () => {
    writeFileSync(file, faulty.replaceAll("svc-connect", "svc\\u001b]0;owned\\u0007"));
    const { stdout } = await accounts();
    expect(stdout).toContain("AD DS Connector account");
    expect(stdout).not.toContain("\u001b]0;");
  });

  it("judges a preview, too, and refuses one that leaves out what does not change", async () => {
    const steps = (resources as { urn: string; type: string; inputs: unknown }[]).map(({ urn, type, inputs }) => ({
      op: "same",
      urn,
      newState: { type, inputs },
    }));
    writeFileSync(file, JSON.stringify({ steps, changeSummary: { same: steps.length } }));
    const { exitCode, stdout } = await accounts();
    expect(stdout).toContain("CONTOSO\\svc-connect");
    expect(exitCode).toBe(1);
    writeFileSync(file, JSON.stringify({ steps: steps.slice(1), changeSummary: { same: steps.length } }));
    const refused = await accounts();
    expect(refused.stderr).toContain("leaves out 1 resource that does not change.");
    expect([refused.exitCode, refused.stdout]).toEqual([2, ""]);
  });

  it.each([
    ["a file that is not there", undefined, "does not exist"],
    ["a file of text", "not JSON, password=geheim", "is not JSON"],
    ["a list", "[]", "is not the state of a stack"],
    ["a state without resources", '{"version":3,"deployment":{}}', "is not the state of a stack"],
    [
      "a stack that was never applied",
      '{"version":3,"deployment":{"manifest":{"time":"2026-11-29T09:00:00Z"}}}',
      "has no account of this program in it",
    ],
    [
      "a state of another program",
      '{"deployment":{"resources":[{"type":"pulumi:pulumi:Stack","urn":"a::b"}]}}',
      "has no account of this program in it",
    ],
  ])("says of %s in one sentence what is wrong, and how to write one", async (_, content, fault) => {
    rmSync(file, { force: true });
    if (content !== undefined) writeFileSync(file, content);
    const { exitCode, stdout, stderr } = await accounts();
    expect(stderr).toBe(`${file} ${fault}. Write it with: pulumi stack export --stack NAME --file ${file}`);
    expect(stdout).toBe("");
    expect(exitCode).toBe(2);
  });
});
