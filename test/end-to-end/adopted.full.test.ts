import { readFile } from "node:fs/promises";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { directoryRoles } from "../../catalogue/directory-roles.ts";
import { Practice, type PulumiResult } from "../../lab/practice.ts";
import { sampleClock, samples } from "../../lab/sample-tenants.ts";
import type { TenantSeed } from "../../lab/tenant/server.ts";
import { sampleConfiguration } from "../fixtures/sample-configuration.ts";
import { requestToken } from "../lab/tenant/graph-caller.ts";
import { changes, violations } from "./events.ts";
import { expectSameWithoutEngine } from "./findings.ts";

const adopted = "connect-admin@contoso.onmicrosoft.com";
/** For a test of several updates, in milliseconds; each takes seconds, or a minute on a machine that is busy. */
const several = 600_000;
const { templateId } = directoryRoles["hybrid-identity-administrator"];

async function open(tenant: TenantSeed, configuration = sampleConfiguration()): Promise<Practice> {
  const practice = await Practice.open({ stack: "dev", configuration, clock: sampleClock, tenant });
  const authority = await readFile(`${practice.folder}/certificate-authority.pem`, "utf8");
  setDefaultCACertificates([...getCACertificates("default"), authority]);
  return practice;
}

async function succeed(practice: Practice, ...command: string[]): Promise<PulumiResult> {
  const result = await practice.pulumi(command);
  expect(result.exitCode, result.output).toBe(0);
  expect(violations(result.events, "mandatory")).toEqual([]);
  return result;
}

/** How often each principal was assigned the role, by whomever, as the tenant shows it. */
async function assignments({ tenant }: Practice): Promise<{ id: string; principalId: string }[]> {
  const { body } = await ask(tenant, "GET", `?$filter=roleDefinitionId eq '${templateId}'`);
  return body.value;
}

async function ask(tenant: Practice["tenant"], method: string, path: string) {
  const token = (await requestToken(tenant, {})).body.access_token;
  const address = `https://${tenant.metadataHost}/graph/v1.0/roleManagement/directory/roleAssignments${path}`;
  const response = await fetch(address, { method, headers: { authorization: `Bearer ${token}` } });
  const text = await response.text();
  return { status: response.status, body: text === "" ? null : JSON.parse(text) };
}

function idOf({ tenant }: Practice): unknown {
  return tenant.users().find(({ userPrincipalName }) => userPrincipalName === adopted)?.id;
}

describe("an adopted administrator whose role somebody takes away, on the real engine", () => {
  let practice: Practice;
  const own = async () => (await assignments(practice)).filter(({ principalId }) => principalId === idOf(practice));
  beforeAll(async () => {
    practice = await open(samples.dev?.tenant ?? {});
    await succeed(practice, "up", "--yes", "--skip-preview");
  }, several);
  afterAll(async () => {
    await practice?.close();
  });

  it(
    "is assigned it by the next update",
    async () => {
      const [before, ...others] = await own();
      expect(others).toEqual([]);
      expect((await ask(practice.tenant, "DELETE", `/${before?.id}`)).status).toBe(204);
      await succeed(practice, "up", "--yes", "--skip-preview");
      expect(await own()).toHaveLength(1);
    },
    several,
  );

  it(
    "is not taken for one that held it before, by a refresh or by another update",
    async () => {
      await succeed(practice, "refresh", "--yes");
      expect(changes((await succeed(practice, "up", "--yes", "--skip-preview")).events)).toEqual({});
      expect(await own()).toHaveLength(1);
    },
    several,
  );

  it(
    "is said to lack what the program assigned and somebody took, and is assigned it by an update that looks anew",
    async () => {
      const [before] = await own();
      expect((await ask(practice.tenant, "DELETE", `/${before?.id}`)).status).toBe(204);
      const refused = await practice.pulumi(["preview", "--color", "never"]);
      expect(refused.exitCode).not.toBe(0);
      expect(refused.output).toContain(
        `${adopted} does not have Hybrid Identity Administrator directly in the tenant; the installer rejects its sign-in.`,
      );
      expect(violations(refused.events, "mandatory")).toEqual([
        "administrator-holds-roles on connect-sync-administrator-roles",
      ]);
      await expectSameWithoutEngine(practice, refused);
      await succeed(practice, "up", "--refresh", "--yes", "--skip-preview");
      expect(await own()).toHaveLength(1);
    },
    several,
  );

  it(
    "loses it with the stack, because the program assigned it then",
    async () => {
      await succeed(practice, "destroy", "--yes");
      expect(await own()).toEqual([]);
      expect(idOf(practice)).toBeDefined();
    },
    several,
  );
});

describe("one user adopted for both tools, on the real engine", () => {
  it(
    "is assigned its role once",
    async () => {
      const configuration = sampleConfiguration();
      const cloudSync = configuration["hybrid-sync:cloudSync"] as { accounts: Record<string, unknown> };
      cloudSync.accounts.hybridIdentityAdministrator = { adopt: adopted };
      await using practice = await open({ ...samples.dev?.tenant, roleAssignments: [] }, configuration);
      await succeed(practice, "up", "--yes", "--skip-preview");
      expect(await assignments(practice)).toMatchObject([{ principalId: idOf(practice) }]);
      const again = await succeed(practice, "up", "--yes", "--skip-preview");
      expect(changes(again.events)).toEqual({});
      await expectSameWithoutEngine(practice, again);
    },
    several,
  );
});
