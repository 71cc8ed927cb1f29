/** Every azuread resource that the program registers keeps to the provider's published schema. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { directoryRoles } from "../../catalogue/directory-roles.ts";
import { applicationPermissions, passwordResetService, syncService } from "../../catalogue/sync-applications.ts";
import { resourceTypes } from "../../contract/resources.ts";
import { functionInputs, nameOf, resourceFacts } from "../../lab/providers/azuread/schema.ts";
import { checkInputs } from "../../lab/providers/input-types.ts";
import type { Value, Values } from "../../lab/providers/property-values.ts";
import { serverCertificate } from "../fixtures/server-certificate.ts";
import { program, type Registered, register } from "./mocked-program.ts";

type Configuration = Record<string, Record<string, never>>;

interface Run {
  readonly resources: readonly Registered[];
  readonly calls: readonly { readonly token: string; readonly inputs: Record<string, unknown> }[];
}

const wording = {
  missing: (path: string) => `${path} is missing`,
  unknown: (path: string) => `${path} is unknown`,
  type: (path: string, expected: string, got: string) => `${path} is ${got}, not ${expected}`,
};

/** Registers the program of a sample, as changed, with an adopted user who holds nothing. */
async function run(stack: string, change: (values: Configuration) => void = () => {}): Promise<Run> {
  const { config } = parse(readFileSync(`Pulumi.${stack}.yaml`, "utf8"));
  const values = Object.fromEntries(
    Object.entries(config).map(([key, value]) => [key.replace("hybrid-sync:", ""), structuredClone(value)]),
  );
  change(values as Configuration);
  const calls: { token: string; inputs: Record<string, unknown> }[] = [];
  const answering = (token: string, answer: Record<string, unknown>) => ({
    [token]: (inputs: Record<string, unknown>) => {
      calls.push({ token, inputs });
      return { ...inputs, ...answer };
    },
  });
  const user = { objectId: "adopted", userPrincipalName: "adopted", userType: "Member", accountEnabled: true };
  const resources = await register(values, program, {
    observed: {
      [resourceTypes["entra administrator"]]: {
        origin: "adopted",
        user: { observed: { ...user, synchronizedFromOnPremises: false } },
        heldBefore: { observed: [] },
        recognised: null,
      },
      [resourceTypes["entra connector identity"]]: { user: null },
      [resourceTypes["administrator group"]]: {
        found: { observed: { count: 1, group: { objectId: "group", displayName: "group", assignableToRole: true } } },
        nameTaken: null,
        heldBefore: { observed: [] },
        memberBefore: { observed: false },
        recognised: {
          objectId: "group",
          assignmentType: "active",
          asked: ["hybrid-identity-administrator"],
          held: [],
          member: "cloudsync-admin@contoso.onmicrosoft.com",
          memberBefore: false,
        },
      },
    },
    calls: {
      ...answering("azuread:index/getUser:getUser", { objectId: "adopted" }),
      ...answering("azuread:index/getServicePrincipal:getServicePrincipal", {
        objectId: "sync-service",
        appRoleIds: Object.fromEntries(
          [applicationPermissions.synchronization, ...applicationPermissions.passwordWriteback].map((value) => [
            value,
            value,
          ]),
        ),
      }),
    },
  });
  return { resources: resources.filter(({ type }) => type.startsWith("azuread:")), calls };
}

/** The value inside the envelope in which the SDK sends a secret. */
function plain(inputs: Readonly<Record<string, unknown>>): Values {
  return Object.fromEntries(
    Object.entries(inputs).map(([name, value]): [string, Value] => {
      const envelope = value as { readonly value?: Value } | null;
      return [name, envelope?.value !== undefined ? envelope.value : (value as Value)];
    }),
  );
}

const folder = mkdtempSync(join(tmpdir(), "azuread-contract-"));
const certificateFile = join(folder, "certificate.pem");
const nextCertificateFile = join(folder, "next-certificate.pem");
const standbyCertificateFile = join(folder, "standby-certificate.pem");

const configurations: Record<string, () => Promise<Run>> = {
  "the healthy sample": () => run("dev"),
  "the faulty sample": () => run("faulty"),
  "a Global Administrator who is created": () =>
    run("dev", ({ cloudSync }) => {
      Object.assign(administratorOf(cloudSync), { roles: ["global-administrator", "domain-name-administrator"] });
    }),
  "an application with its certificate": () =>
    run("dev", ({ connectSync }) => {
      Object.assign(connectSync?.identity ?? {}, { certificateFiles: [certificateFile] });
    }),
  "certificates that are rotated, and a standby server with an application of its own": () =>
    run("dev", ({ connectSync }) => {
      Object.assign(connectSync?.identity ?? {}, { certificateFiles: [certificateFile, nextCertificateFile] });
      const [, standby] = (connectSync as unknown as { servers: object[] }).servers;
      Object.assign(standby ?? {}, {
        application: { displayName: "Entra Connect Sync SYNC02", certificateFiles: [standbyCertificateFile] },
      });
    }),
  "an administrator of Cloud Sync in a group that is created": () =>
    run("dev", ({ cloudSync }) => {
      Object.assign(administratorOf(cloudSync), { throughGroup: { create: "Cloud Sync administrators" } });
    }),
  "an administrator of Cloud Sync in a group that is adopted": () =>
    run("dev", ({ cloudSync }) => {
      Object.assign(administratorOf(cloudSync), { throughGroup: { adopt: "Cloud Sync administrators" } });
    }),
  "administrators who activate their roles": () =>
    run("dev", ({ cloudSync, connectSync }) => {
      for (const tool of [cloudSync, connectSync]) Object.assign(administratorOf(tool), { assignment: "eligible" });
    }),
  "a legacy user": () =>
    run("dev", ({ connectSync }) => {
      const identity = { kind: "user", userPrincipalName: "Sync_SYNC01_0a1b2c3d4e5f@contoso.onmicrosoft.com" };
      Object.assign(connectSync ?? {}, { identity });
    }),
  "guard rails": () =>
    run("dev", (values) => {
      const users = ["Sync_SYNC01_0a1b2c3d4e5f@contoso.onmicrosoft.com"];
      Object.assign(values, {
        tenant: { emergencyAccounts: ["break-glass@contoso.onmicrosoft.com"] },
        guardRails: {
          namedLocation: { addresses: ["203.0.113.10/32"] },
          legacyUserPolicy: { users },
          workloadIdentityPolicy: { state: "enabled" },
        },
      });
    }),
  "Cloud Sync alone": () =>
    run("dev", (values) => {
      delete values.connectSync;
      delete values.attestations;
    }),
};

function administratorOf(tool: unknown): object {
  return (tool as { accounts: { hybridIdentityAdministrator: object } }).accounts.hybridIdentityAdministrator;
}

beforeAll(async () => {
  for (const file of [certificateFile, nextCertificateFile, standbyCertificateFile]) {
    writeFileSync(file, (await serverCertificate()).certificate);
  }
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe.each(Object.keys(configurations))("the azuread resources of %s", (name) => {
  let first: Run;
  let second: Run;
  beforeAll(async () => {
    const start = configurations[name];
    if (!start) throw new Error(`no configuration ${name}`);
    first = await start();
    second = await start();
  });

  it("are of types that the provider has, with inputs of the right name and type, and none missing", () => {
    expect(first.resources.length).toBeGreaterThan(0);
    for (const { type, name: resource, inputs } of first.resources) {
      const facts = resourceFacts(nameOf(type));
      if (!facts) throw new Error(`azuread has no ${type}`);
      expect(checkInputs(plain(inputs), facts.inputs, wording), resource).toEqual([]);
    }
  });

  it("give the same to every input whose change would replace an object, each time", () => {
    const replacing = ({ resources }: Run) =>
      resources.map(({ type, name: resource, inputs }) => [
        resource,
        Object.entries(inputs).filter(([property]) => resourceFacts(nameOf(type))?.replacing.has(property)),
      ]);
    expect(replacing(second)).toEqual(replacing(first));
  });

  it("ignore changes only of inputs that there are, and not of one that replaces the object", () => {
    for (const { type, options } of first.resources) {
      const facts = resourceFacts(nameOf(type));
      for (const property of options.ignoreChanges ?? []) {
        expect(facts?.inputs.has(property), `${type} ${property}`).toBe(true);
        expect(facts?.replacing.has(property), `${type} ${property}`).toBe(false);
      }
    }
  });

  it("mark a password as secret", () => {
    for (const { type, inputs } of first.resources) {
      for (const property of resourceFacts(nameOf(type))?.secrets ?? []) {
        if (inputs[property] === undefined) continue;
        expect(inputs[property], `${type} ${property}`).toMatchObject({
          "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
        });
      }
    }
  });

  it("take roles and applications from the catalogue", () => {
    const templates = Object.values(directoryRoles).map(({ templateId }): unknown => templateId);
    for (const { inputs } of first.resources) {
      for (const id of [inputs.templateId, inputs.roleId]) if (id !== undefined) expect(templates).toContain(id);
    }
    const asked = first.calls.flatMap(({ inputs }) => ("clientId" in inputs ? [inputs.clientId] : []));
    for (const id of asked) expect([syncService.applicationId, passwordResetService.applicationId]).toContain(id);
  });

  it("rest on data sources that the provider has, asked with the right inputs", () => {
    for (const { token, inputs } of first.calls) {
      const facts = functionInputs(nameOf(token));
      if (!facts) throw new Error(`azuread has no ${token}`);
      expect(checkInputs(inputs as Values, facts, wording), token).toEqual([]);
    }
  });
});
