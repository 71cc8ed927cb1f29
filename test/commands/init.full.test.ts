/** `hybrid-sync init`, `doctor` and `check` one after the other, as a new user runs them on the practice lab. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { directoryRoles } from "../../catalogue/directory-roles.ts";
import { readStackFile } from "../../config/stack-file.ts";
import type { PracticeDirectory } from "../../lab/active-directory/practice-directory.ts";
import { Surroundings } from "../../lab/practice.ts";
import { samples } from "../../lab/sample-tenants.ts";
import { type Answer, hybridSync, onTerminal } from "./run.ts";

let lab: Surroundings;
let directory: PracticeDirectory;
let folder: string;
beforeAll(async () => {
  const sample = samples.dev;
  if (sample === undefined) throw new Error("there is no sample dev");
  const tenant = {
    ...sample.tenant,
    users: [
      ...(sample.tenant.users ?? []),
      {
        userPrincipalName: "Sync_SYNC02_0123456789ab@contoso.onmicrosoft.com",
        displayName: "On-Premises Directory Synchronization Service Account",
      },
    ],
    roleAssignments: [
      ...(sample.tenant.roleAssignments ?? []),
      {
        role: directoryRoles["directory-synchronization-accounts"].templateId,
        userPrincipalName: "Sync_SYNC02_0123456789ab@contoso.onmicrosoft.com",
      } as const,
    ],
  };
  lab = await Surroundings.open({ stack: "dev", tenant, forest: sample.forest() });
  if (lab.directory === undefined) throw new Error("there is no practice directory");
  directory = lab.directory;
  await directory.change({
    add: {
      users: [
        {
          name: "MSOL_0123456789ab",
          attributes: {
            description:
              "Account created by Microsoft Azure Active Directory Connect with installation identifier 0123456789ab running on computer SYNC01 configured to synchronize to tenant contoso.onmicrosoft.com.",
          },
        },
        {
          name: "AAD_0123456789ab",
          attributes: { description: "Service account for the Synchronization Service running on computer 'SYNC01'." },
        },
        { name: "backup-job" },
      ],
      entries: ["MSOL_0123456789ab", "backup-job"].map((name) => ({
        on: "domain root",
        sddl: `(OA;;CR;1131f6aa-9c07-11d1-f79f-00c04fc2dcd2;;{SID of ${name}})(OA;;CR;1131f6ad-9c07-11d1-f79f-00c04fc2dcd2;;{SID of ${name}})`,
      })),
    },
  });
  folder = mkdtempSync(join(tmpdir(), "hybrid-sync-"));
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await lab[Symbol.asyncDispose]();
});

const environment = () => ({ ...lab.environment, CONTOSO_READER_SECRET: directory.reader.password });

function run(command: readonly string[], env: Record<string, string> = environment()) {
  return hybridSync(command, { cwd: folder, env });
}

const file = (name: string) => join(folder, `Pulumi.${name}.yaml`);
const told = (name: string) => [
  ...["--stack", name, "--config-file", file(name)],
  ...["--domain-controller", directory.address, "--port", String(directory.port)],
  ...["--reader", directory.reader.bindName, "--certificate-authority", lab.environment.NODE_EXTRA_CA_CERTS ?? ""],
];

describe("a new user", () => {
  it("writes a stack, has it examined, and gets a verdict", async () => {
    const init = await run(["init", ...told("fresh")]);
    expect(init.stderr).not.toContain("was not read");
    expect(init.exitCode).toBe(0);
    // What a name in the directory or the tenant has told, and nobody said.
    const settings = readStackFile(file("fresh"));
    expect(settings.forests[0]?.name).toBe("contoso.example");
    expect(settings.cloudSync).toMatchObject({
      phase: "after-install",
      agentServers: ["AGENT01", "AGENT02"],
      accounts: {
        serviceAccount: { name: "CONTOSO\\provAgentgMSA$" },
        hybridIdentityAdministrator: { adopt: "connect-admin@contoso.onmicrosoft.com" },
      },
    });
    expect(settings.connectSync).toMatchObject({
      phase: "after-install",
      forests: [{ connectorAccount: "CONTOSO\\MSOL_0123456789ab" }],
      identity: { kind: "user", userPrincipalName: "Sync_SYNC02_0123456789ab@contoso.onmicrosoft.com" },
      accounts: { serviceAccount: { kind: "domain user", name: "CONTOSO\\AAD_0123456789ab" } },
    });
    expect(settings.connectSync?.servers.map(({ name }) => name).sort()).toEqual(["SYNC01", "SYNC02"]);
    expect(init.stdout).toContain("CONTOSO\\backup-job (may replicate secrets)");
    expect(readFileSync(file("fresh"), "utf8")).not.toContain(directory.reader.password);
    expect(init.stdout).not.toContain(directory.reader.password);

    const doctor = await run(["doctor", "--config-file", file("fresh")]);
    expect(doctor.stdout).not.toMatch(/^ {2}(?:failed|not checked)/m);
    expect(doctor.exitCode).toBe(0);

    const check = await run(["check", "--config-file", file("fresh")]);
    expect(check.stdout).toMatch(/^Stack fresh: blocked/);
    expect([1, 3]).toContain(check.exitCode);
  });

  it("is told that a stack is there already, before anything is asked", async () => {
    const before = readFileSync(file("fresh"), "utf8");
    const { exitCode, stdout, stderr } = await run(["init", ...told("fresh")]);
    expect([exitCode, stdout]).toEqual([2, ""]);
    expect(stderr).toBe("Pulumi.fresh.yaml is there already, and is not overwritten. Choose another name with --stack");
    expect(readFileSync(file("fresh"), "utf8")).toBe(before);
  });

  it("gets a skeleton with a wrong password, after one logon", async () => {
    const { exitCode, stderr } = await run(["init", ...told("locked"), "--tool", "both"], {
      ...environment(),
      CONTOSO_READER_SECRET: "Wr0ng-password",
    });
    expect(exitCode).toBe(0);
    expect(stderr.match(/does not accept the name or password/g)).toHaveLength(1);
    expect(readStackFile(file("locked")).connectSync?.phase).toBe("after-install");
  });
});

describe("on a terminal", () => {
  const initOnTerminal = (answers: readonly Answer[], command: readonly string[]) => {
    const { CONTOSO_READER_SECRET: _, ...env } = environment();
    return onTerminal(answers, ["init", ...command], { cwd: folder, env });
  };

  it("asks, looks with the password that it was given, offers what it found, and writes no password", async () => {
    const { exitCode, unanswered } = await initOnTerminal(
      [
        ["PEM file", lab.environment.NODE_EXTRA_CA_CERTS ?? ""],
        ["A domain controller", directory.address],
        ["The read account", directory.reader.bindName],
        ["Id or domain of the tenant", ""],
        ["Password of", directory.reader.password],
        ["Sync tool", ""],
        // The second of those that may be it.
        ["AD DS Connector account", "\u001b[B"],
        ["gMSA of the", ""],
      ],
      ["--stack", "asked", "--config-file", file("asked"), "--port", String(directory.port)],
    );
    expect(unanswered).toEqual([]);
    expect(exitCode).toBe(0);
    const settings = readStackFile(file("asked"));
    expect(settings.connectSync?.forests[0]?.connectorAccount).not.toBe("CONTOSO\\MSOL_0123456789ab");
    expect(settings.forests[0]).toMatchObject({
      directory: { live: { secret: { environmentVariable: "CONTOSO_READER_SECRET" } } },
    });
    expect(readFileSync(file("asked"), "utf8")).not.toContain(directory.reader.password);
  });

  it.each([
    ["Ctrl-C", "\u0003"],
    ["Ctrl-D", "\u0004"],
  ])("ends with 130 at %s, and says that nothing was changed", async (_, key) => {
    const { exitCode, said } = await initOnTerminal(
      [["PEM file", { key }]],
      ["--stack", "given-up", "--config-file", file("given-up")],
    );
    expect(exitCode).toBe(130);
    expect(said).toMatch(/^Interrupted\. Nothing was changed\.\r$/m);
    expect(existsSync(file("given-up"))).toBe(false);
    expect(readdirSync(folder).filter((name) => name.startsWith("."))).toEqual([]);
  });
});
