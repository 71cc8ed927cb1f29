import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { accounts } from "../../catalogue/accounts.ts";
import { directoryRoles } from "../../catalogue/directory-roles.ts";
import { resourcesOfPreview } from "../../commands/preview/resources.ts";
import type { Practice, PulumiResult } from "../../lab/practice.ts";
import { sampleClock } from "../../lab/sample-tenants.ts";
import { judge } from "../../policy/judge-stack.ts";
import { administratorHoldsRoles } from "../../policy/rules/administrator-holds-roles.ts";
import { occurrences } from "../secret-search.ts";
import { steps, violations } from "./events.ts";
import { expectSameWithoutEngine } from "./findings.ts";
import { openSample } from "./sample-practice.ts";

const created = "cloudsync-admin@contoso.onmicrosoft.com";
const person = "j.brandt@contoso.onmicrosoft.com";
const adopted = "connect-admin@contoso.onmicrosoft.com";

/** What is concluded from how the tenant shows the administrators' roles, by name. */
function rolesHeld({ events }: PulumiResult): Record<string, string | undefined> {
  const judged = judge(resourcesOfPreview(events), new Date(sampleClock), [administratorHoldsRoles]);
  return Object.fromEntries(
    judged.map(({ resource, verdicts }) => [String(resource.inputs.userPrincipalName), verdicts[0]?.verdict]),
  );
}

describe("the healthy sample, on the real engine", () => {
  let practice: Practice;
  let applicationsBefore: unknown;
  const assignmentsBefore: unknown[] = [];
  const printed: string[] = [];
  const run = async (...command: string[]): Promise<PulumiResult> => {
    const result = await practice.pulumi(command);
    printed.push(result.output, JSON.stringify(result.events));
    return result;
  };
  beforeAll(async () => {
    practice = await openSample("dev");
    applicationsBefore = practice.tenant.applications();
    assignmentsBefore.push(...practice.tenant.roleAssignments());
  });
  afterAll(async () => {
    await practice?.close();
  });

  it("previews without a violation, shows all ten accounts, and writes nothing", async () => {
    const preview = await run("preview");
    expect(preview.output).not.toContain("error:");
    expect(preview.exitCode).toBe(0);
    expect(violations(preview.events)).toEqual([]);
    const declared = resourcesOfPreview(preview.events).map(({ inputs }) => inputs.account);
    expect(declared).toEqual(expect.arrayContaining(Object.keys(accounts)));
    expect(practice.tenant.writes()).toEqual([]);
    expect(rolesHeld(preview)).toEqual({ [created]: "not yet known", [adopted]: "met" });
    await expectSameWithoutEngine(practice, preview);
  });

  it("says that the tenant is simulated", async () => {
    expect(printed.join("")).toContain("simulated tenant");
  });

  it("applies", async () => {
    const up = await run("up", "--yes", "--skip-preview");
    expect(up.exitCode, up.output).toBe(0);
    expect(violations(up.events)).toEqual([]);
    const users = practice.tenant.users().map(({ userPrincipalName }) => userPrincipalName);
    expect(users).toEqual(expect.arrayContaining([created, adopted]));
    expect(rolesHeld(up)).toEqual({ [created]: "met", [adopted]: "met" });
  });

  it("assigns the role to the user it created, and leaves alone the assignment that was there", () => {
    const assigned = practice.tenant
      .writes()
      .filter(({ method, path }) => method === "POST" && path.endsWith("/roleManagement/directory/roleAssignments"));
    expect(assigned).toHaveLength(1);
  });

  describe("keeps secrets:", () => {
    let decrypted: {
      deployment: {
        resources: {
          urn: string;
          inputs?: Record<string, { plaintext?: string }>;
          outputs?: Record<string, unknown>;
        }[];
      };
    };
    let files: string;
    beforeAll(async () => {
      decrypted = (await practice.state({ showSecrets: true })) as typeof decrypted;
      files = await readTree(`${practice.folder}/state`);
    });

    it("the tenant's client secret stays out of state, events and output", () => {
      const secret = practice.tenant.environment.ARM_CLIENT_SECRET ?? "";
      expect(secret.length).toBeGreaterThan(8);
      for (const text of [JSON.stringify(decrypted), files, ...printed]) expect(occurrences(secret, text)).toEqual([]);
    });

    it("the initial password is in two places, encrypted: the user's own property and the one secret output", async () => {
      const { resources } = decrypted.deployment;
      const user = resources.find(({ urn }) => urn.endsWith("::cloud-sync-administrator-user"));
      const password: string = JSON.parse(user?.inputs?.password?.plaintext ?? "null");
      expect(password).toHaveLength(43);
      const stack = resources.find(({ urn }) => urn.includes("::pulumi:pulumi:Stack::"));
      const { initialPasswords, ...outputs } = stack?.outputs ?? {};
      expect(JSON.parse((initialPasswords as { plaintext: string }).plaintext)).toEqual({ [created]: password });
      const others = resources.filter((resource) => resource !== user && resource !== stack);
      for (const text of [JSON.stringify({ others, outputs, inputs: stack?.inputs }), files, ...printed]) {
        expect(occurrences(password, text)).toEqual([]);
      }
    });

    it("the initial password is what somebody gets who asks for the output with its secrets, and nobody else", async () => {
      const output = (...options: string[]) => practice.pulumi(["stack", "output", "--json", ...options]);
      expect((await output()).output).toContain("[secret]");
      const shown = JSON.parse((await output("--show-secrets")).output);
      expect(shown.initialPasswords[created]).toHaveLength(43);
      const made = practice.tenant.writes().filter(({ method, path }) => method === "POST" && path.endsWith("/users"));
      expect(made).toMatchObject([{ body: { passwordProfile: { forceChangePasswordNextSignIn: true } } }]);
    });
  });

  it("shows a person who was put into a sync role as a change of the tenant, and is blocked by it", async () => {
    practice.tenant.plant({
      users: [{ userPrincipalName: person, displayName: "Jana Brandt" }],
      roleAssignments: [
        { userPrincipalName: person, role: directoryRoles["directory-synchronization-accounts"].templateId },
      ],
    });
    assignmentsBefore.push(practice.tenant.roleAssignments().at(-1));
    const preview = await run("preview");
    expect(preview.exitCode).not.toBe(0);
    expect(steps(preview.events)).toMatchObject({ tenant: "update" });
    expect(violations(preview.events)).toEqual(["sync-roles-left-to-service on tenant"]);
    await expectSameWithoutEngine(practice, preview);
  });

  it("destroys what it made, and an adopted user survives with its role", async () => {
    const destroy = await run("destroy", "--yes");
    expect(destroy.exitCode, destroy.output).toBe(0);
    const users = practice.tenant.users().map(({ userPrincipalName }) => userPrincipalName);
    expect(users).toContain(adopted);
    expect(users).not.toContain(created);
    expect(practice.tenant.roleAssignments()).toEqual(assignmentsBefore);
    expect(practice.tenant.applications()).toEqual(applicationsBefore);
  });
});

async function readTree(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  expect(files.length).toBeGreaterThan(0);
  const texts = await Promise.all(files.map((file) => readFile(join(file.parentPath, file.name), "latin1")));
  return texts.join("\n");
}
