/** How each subcommand ends: 0 clean, 1 findings that block, 2 usage, 3 not verified, 4 a fault. The engine's: test/end-to-end. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { projectRoot, Surroundings } from "../../lab/practice.ts";
import { sampleClock, samples } from "../../lab/sample-tenants.ts";
import { withFault } from "../fixtures/planted-fault.ts";
import { sampleConfiguration } from "../fixtures/sample-configuration.ts";
import { hybridSync, withoutTenant } from "./run.ts";

let folder: string;
let lab: Surroundings;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "hybrid-sync-"));
  const tenant = samples.dev?.tenant;
  lab = await Surroundings.open({ stack: "dev", ...(tenant && { tenant }), clock: sampleClock });
  const resources = JSON.parse(
    readFileSync(join(projectRoot, "test/fixtures/earlier-state/contoso-faulty.json"), "utf8"),
  );
  writeFileSync(join(folder, "state.json"), JSON.stringify({ version: 3, deployment: { resources } }));
  writeFileSync(join(folder, "Pulumi.away.yaml"), stringify({ config: unreachable() }));
  for (const [name, stack, env] of [
    ["clean", "dev", lab.environment],
    ["blocked", "faulty", withoutTenant],
    ["unverified", "dev", withoutTenant],
  ] as const)
    await hybridSync(["check", "--stack", stack, "--save", `${name}.json`], { cwd: folder, env });
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await lab?.[Symbol.asyncDispose]();
});

/** The sample, with its forest behind a port at which nobody answers. */
function unreachable(): object {
  const live = {
    domainController: "127.0.0.1",
    port: 1,
    bindName: "reader@contoso.example",
    secret: { environmentVariable: "SECRET" },
  };
  return { ...sampleConfiguration(), "hybrid-sync:forests": [{ name: "contoso.example", directory: { live } }] };
}

type Environment = Readonly<Record<string, string>>;

const inLab = () => lab.environment;
const offline = (): Environment => withoutTenant;
const faulty = (file: string) => (): Environment => ({ ...withoutTenant, ...withFault({ file }) });

const rows: readonly (readonly [status: number, command: string, environment: () => Environment])[] = [
  [0, "check --stack dev", inLab],
  [1, "check --stack faulty", offline],
  [2, "check --stack nowhere", offline],
  [2, "check --no-such-option", offline],
  [3, "check --stack dev", offline],
  [3, "check --config-file Pulumi.away.yaml", inLab],
  [4, "check --stack faulty", faulty("report/make-result.ts")],
  [0, "report clean.json", offline],
  [1, "report blocked.json", offline],
  [0, "report blocked.json --exit-zero", offline],
  [2, "report absent.json", offline],
  [3, "report unverified.json", offline],
  [4, "report clean.json", faulty("report/terminal.ts")],
  [0, "compare blocked.json blocked.json", offline],
  [1, "compare clean.json blocked.json", offline],
  [2, "compare clean.json absent.json", offline],
  [3, "compare clean.json unverified.json", offline],
  [4, "compare clean.json blocked.json", faulty("report/compare.ts")],
  [0, "explain gmsa-takeover", offline],
  [2, "explain nothing-of-this-name", offline],
  [4, "explain gmsa-takeover", faulty("policy/rules.ts")],
  [0, "remedy --from blocked.json --out plan", offline],
  [0, "remedy --from clean.json --out nothing", offline],
  [2, "remedy --from blocked.json --out plan", offline],
  [4, "remedy --from blocked.json --out other", faulty("report/remedy.ts")],
  [1, "accounts state.json", offline],
  [2, "accounts absent.json", offline],
  [4, "accounts state.json", faulty("report/make-result.ts")],
  [0, "baseline --stack faulty --config-file faulty.yaml --by Me --reason Later", offline],
  [2, "baseline --stack faulty --config-file faulty.yaml", offline],
  [
    4,
    "baseline --stack faulty --config-file faulty.yaml --by Me --reason Later",
    faulty("commands/baseline/record.ts"),
  ],
  [2, "snapshot --stack nowhere", offline],
  [4, "snapshot --stack dev", faulty("directory/snapshot/recorder.ts")],
  [0, "init --stack a --forest contoso.example --tool cloud-sync --no-discover --config-file a.yaml", offline],
  [2, "init --stack a", offline],
  [
    4,
    "init --stack b --forest contoso.example --tool both --no-discover --config-file b.yaml",
    faulty("commands/init/proposal.ts"),
  ],
  [1, "doctor --config-file Pulumi.away.yaml", inLab],
  [2, "doctor --no-such-option", offline],
  [4, "doctor --stack dev", faulty("commands/doctor/examine.ts")],
  [0, "completion bash", offline],
  [2, "completion basic", offline],
  [4, "completion bash", faulty("commands/completion/command.ts")],
  [0, "--help", offline],
  [0, "--version", offline],
  [2, "no-such-command", offline],
  [4, "check --stack dev", faulty("commands/main.ts")],
];

describe("the exit status", () => {
  it.each(rows)("is %i of hybrid-sync %s", async (status, command, environment) => {
    writeFileSync(join(folder, "faulty.yaml"), readFileSync(join(projectRoot, "Pulumi.faulty.yaml"), "utf8"));
    const { exitCode, stderr } = await hybridSync(command.split(" "), { cwd: folder, env: environment() });
    expect(exitCode, stderr).toBe(status);
    // Only a fault is told with the place in the program.
    expect(/^\s+at /m.test(stderr)).toBe(status === 4);
  });

  it.each([
    ["an exception that nobody waits for", 'setTimeout(() => { throw new Error("later"); }, 1);'],
    ["a rejection that nobody waits for", 'void Promise.reject(new Error("later"));'],
    ["an end that is never reached", "await new Promise(() => {});"],
  ])("is 4 of %s", async (_, does) => {
    const env = { ...withoutTenant, ...withFault({ file: "commands/check/command.ts", does }) };
    const { exitCode, stderr } = await hybridSync(["check", "--stack", "faulty"], { cwd: folder, env });
    expect([exitCode, stderr]).toEqual([4, expect.stringMatching(/later|top-level await/)]);
  });
});
