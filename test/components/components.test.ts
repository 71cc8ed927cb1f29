import { beforeEach, describe, expect, it } from "vitest";
import { accounts } from "../../catalogue/accounts.ts";
import { directoryRoles } from "../../catalogue/directory-roles.ts";
import { applicationPermissions } from "../../catalogue/sync-applications.ts";
import { resourceTypes } from "../../contract/resources.ts";
import type { EntraAdministratorObservation } from "../../tenant/facts/administrators.ts";
import { sampleValues } from "../fixtures/sample-configuration.ts";
import { program, type Registered, register, type Surroundings } from "./mocked-program.ts";

const hybridIdentityAdministrator = directoryRoles["hybrid-identity-administrator"].templateId;

const adopted: EntraAdministratorObservation = {
  origin: "adopted",
  user: {
    observed: {
      objectId: "11111111-2222-4333-8444-555555555555",
      userPrincipalName: "connect-admin@contoso.onmicrosoft.com",
      userType: "Member",
      accountEnabled: true,
      synchronizedFromOnPremises: false,
    },
  },
  deleted: null,
  nameTaken: null,
  eligibilityLicensed: null,
  heldBefore: { observed: [] },
  recognised: {
    objectId: "11111111-2222-4333-8444-555555555555",
    assignmentType: "active",
    asked: ["hybrid-identity-administrator"],
    held: [],
  },
};
const role = "hybrid-identity-administrator" as const;
const { recognised } = adopted;
const recognition = { assignmentType: "active", asked: [role], held: [] } as const;

function surroundings(observation: EntraAdministratorObservation = adopted): Surroundings {
  return {
    observed: { [resourceTypes["entra administrator"]]: observation },
    calls: {
      "azuread:index/getServicePrincipal:getServicePrincipal": () => ({
        objectId: "sync-service",
        appRoleIds: Object.fromEntries(
          [applicationPermissions.synchronization, ...applicationPermissions.passwordWriteback].map((value) => [
            value,
            value === applicationPermissions.synchronization ? "role-id" : `id of ${value}`,
          ]),
        ),
      }),
    },
  };
}

describe("Cloud Sync in several forests and with several gMSAs", () => {
  it("observes each gMSA and its administrator under a name of its own, and says where each is declared", async () => {
    const sample = sampleValues() as Record<string, Record<string, unknown>>;
    const { phase, domains, agentServers, accounts } = sample.cloudSync as Record<string, Record<string, unknown>>;
    const { domainAdministrator, hybridIdentityAdministrator } = accounts ?? {};
    const entry = { forest: "contoso.example", domains, domainAdministrator };
    const custom = { name: "CONTOSO\\second$", mode: "own-with-custom-permissions" };
    const forests = [
      { ...entry, agentServers },
      {
        ...entry,
        agentServers: ["AGENT09"],
        agentVersion: "1.1.2505.0",
        domainAdministrator: undefined,
        serviceAccount: custom,
      },
    ];
    const values = { ...sample, cloudSync: { phase, forests, accounts: { hybridIdentityAdministrator } } };
    const several = await register(values, program, surroundings());
    const declared = several.filter(({ name }) => name.startsWith("cloud-sync-") && name.includes("contoso.example-"));
    expect(declared.map(({ name }) => name).toSorted()).toEqual([
      "cloud-sync-domain-administrator-contoso.example-provagentgmsa",
      "cloud-sync-domain-administrator-contoso.example-second",
      "cloud-sync-service-account-contoso.example-provagentgmsa",
      "cloud-sync-service-account-contoso.example-second",
    ]);
    const second = several.find(({ name }) => name === "cloud-sync-service-account-contoso.example-second");
    expect(second?.inputs).toMatchObject({
      setting: "hybrid-sync:cloudSync.forests[1]",
      mode: "own-with-custom-permissions",
      agentVersion: "1.1.2505.0",
    });
  });
});

describe("the components", () => {
  let resources: Registered[];
  beforeEach(async () => {
    resources = await register(sampleValues(), program, surroundings());
  });
  const named = (name: string) => {
    const resource = resources.find((candidate) => candidate.name === name);
    if (!resource) throw new Error(`no ${name} among ${resources.map(({ name }) => name).join(", ")}`);
    return resource;
  };

  it("declare each of the ten accounts as a resource under the component of its tool", () => {
    const parents = new Map(resources.map(({ name, parent }) => [name, parent]));
    const root = (name: string): string => {
      const parent = parents.get(name);
      return parent === undefined || parent.startsWith("hybrid-sync-") ? name : root(parent);
    };
    for (const [id, { tool }] of Object.entries(accounts)) {
      const declared = resources.filter(({ inputs }) => inputs.account === id);
      expect(declared, id).toHaveLength(1);
      expect(root(declared[0]?.name ?? ""), id).toBe(tool);
    }
  });

  it("let nothing write to the tenant before every observation of both tools", () => {
    const accountsObserved = resources.filter(({ inputs }) => "account" in inputs).map(({ name }) => name);
    expect(accountsObserved).toHaveLength(10);
    const observations = [...accountsObserved, "tenant"];
    const writers = resources.filter(({ type }) => type.startsWith("azuread:"));
    expect(writers.length).toBeGreaterThanOrEqual(7);
    for (const { name, dependsOn } of writers) {
      expect(dependsOn, name).toEqual(expect.arrayContaining(observations));
    }
  });

  it("create an administrator with a password that is secret and is never changed again", () => {
    const user = named("cloud-sync-administrator-user");
    expect(user.inputs).toMatchObject({
      userPrincipalName: "cloudsync-admin@contoso.onmicrosoft.com",
      displayName: "Cloud Sync administrator",
      forcePasswordChange: true,
    });
    // The envelope in which the SDK sends a secret.
    expect(user.inputs.password).toMatchObject({
      "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
    });
    expect(user.options.ignoreChanges).toEqual(["password"]);
  });

  it("assign a role by its template id, after activating it", () => {
    const assignment = named("cloud-sync-administrator-hybrid-identity-administrator-assignment");
    expect(assignment.inputs).toEqual({
      principalObjectId: "cloud-sync-administrator-user-object",
      roleId: hybridIdentityAdministrator,
    });
    expect(assignment.dependsOn).toContain("cloud-sync-administrator-hybrid-identity-administrator");
    expect(named("cloud-sync-administrator-hybrid-identity-administrator").inputs).toEqual({
      templateId: hybridIdentityAdministrator,
    });
  });

  it("look at how administrators hold their roles once these are assigned", () => {
    for (const [tool, objectId] of [
      ["cloud-sync", "cloud-sync-administrator-user-object"],
      ["connect-sync", "11111111-2222-4333-8444-555555555555"],
    ]) {
      const name = `${tool}-administrator`;
      expect(named(`${name}-roles`).inputs).toMatchObject({ objectId, assigned: [`${name}-${role}-assignment-id`] });
    }
  });

  it("read an adopted administrator and never declare it as a resource of the program", () => {
    expect(resources.filter(({ type }) => type === "azuread:index/user:User").map(({ name }) => name)).toEqual([
      "cloud-sync-administrator-user",
    ]);
    expect(named("connect-sync-administrator-hybrid-identity-administrator-assignment").inputs).toMatchObject({
      principalObjectId: "11111111-2222-4333-8444-555555555555",
    });
  });

  it("give the sync application the one permission it needs, found by value", () => {
    expect(named("connect-sync-entra-connector-permission").inputs).toEqual({
      principalObjectId: "connect-sync-entra-connector-principal-object",
      resourceObjectId: "sync-service",
      appRoleId: "role-id",
    });
  });

  it("give it those of password writeback, too, only where that is switched on", async () => {
    const permissions = (all: readonly Registered[]) =>
      all.flatMap(({ name, inputs }) => (name.includes("connector-permission") ? [inputs.appRoleId] : [])).toSorted();
    const writeback = applicationPermissions.passwordWriteback.map((value) => `id of ${value}`);
    expect(permissions(resources)).toEqual([...writeback, "role-id"].toSorted());
    const values = sampleValues();
    const [forest] = (values.connectSync as { forests: { features: string[] }[] }).forests;
    Object.assign(forest ?? {}, { features: ["password-hash-sync"] });
    expect(permissions(await register(values, program, surroundings()))).toEqual(["role-id"]);
  });

  it("hand on what is said of the end of an administrator in Active Directory, and nothing that is not said", async () => {
    const names = ["cloud-sync-domain-administrator", "connect-sync-enterprise-administrator"];
    for (const name of names) {
      expect(named(name).inputs).toMatchObject({ temporaryUntil: "2026-12-31" });
      expect(named(name).inputs).not.toHaveProperty("deleted");
    }
    const values = sampleValues();
    const { accounts: ofCloudSync } = values.cloudSync as { accounts: Record<string, object> };
    const { accounts: ofConnectSync } = values.connectSync as { accounts: Record<string, object> };
    Object.assign(ofCloudSync.domainAdministrator ?? {}, { deleted: true });
    Object.assign(ofConnectSync.enterpriseAdministrator ?? {}, { deleted: true });
    const all = await register(values, program, surroundings());
    for (const name of names) {
      expect(all.find((one) => one.name === name)?.inputs).toMatchObject({
        temporaryUntil: "2026-12-31",
        deleted: true,
      });
    }
  });

  it("give a server of its own application what it needs, besides that of the first server", async () => {
    const values = sampleValues();
    const [, standby] = (values.connectSync as { servers: object[] }).servers;
    Object.assign(standby ?? {}, { application: { displayName: "Entra Connect Sync SYNC02" } });
    const all = await register(values, program, surroundings());
    const applications = all.filter(({ type }) => type === "azuread:index/application:Application");
    expect(applications.map(({ name, inputs }) => [name, inputs.displayName])).toEqual([
      ["connect-sync-entra-connector-application", "Entra Connect Sync SYNC01"],
      ["connect-sync-entra-connector-sync02-application", "Entra Connect Sync SYNC02"],
    ]);
    const owned = applications.filter(({ inputs }) => "owners" in inputs || "passwords" in inputs);
    expect(owned).toEqual([]);
    expect(all.map(({ name }) => name)).toContain("connect-sync-entra-connector-sync02-permission");
  });

  it("tell the observation of the tenant what the program puts there itself", () => {
    expect(named("tenant").inputs).toMatchObject({
      subject: "tenant",
      administrators: [
        {
          userPrincipalName: "cloudsync-admin@contoso.onmicrosoft.com",
          roles: ["hybrid-identity-administrator"],
          throughGroup: null,
        },
        {
          userPrincipalName: "connect-admin@contoso.onmicrosoft.com",
          roles: ["hybrid-identity-administrator"],
          throughGroup: null,
        },
      ],
      cloudSync: { phase: "after-install" },
      connectSync: {
        phase: "before-install",
        servers: [
          { name: "SYNC01", mode: "active" },
          { name: "SYNC02", mode: "staging" },
        ],
        identity: { kind: "application", name: "Entra Connect Sync SYNC01" },
        applications: [{ name: "Entra Connect Sync SYNC01", certificates: [] }],
      },
    });
  });

  it("attach an attestation to the account it vouches for", () => {
    expect(named("connect-sync-local-administrator").inputs).toMatchObject({
      needed: true,
      attestation: { by: "Maria Lopez, server team", expires: "2026-12-31" },
    });
  });
});

describe("an adopted administrator", () => {
  const assignments = async (observation: EntraAdministratorObservation, change?: (values: never) => void) => {
    const values = sampleValues();
    change?.(values as never);
    const resources = await register(values, program, surroundings(observation));
    return resources.map(({ name }) => name).filter((name) => /^connect-sync-administrator.*-assignment$/.test(name));
  };

  it("gets no assignment for a role that it held before", async () => {
    const held = { ...adopted, recognised: { ...recognition, objectId: "anna", held: [role] } };
    expect(await assignments(held)).toEqual([]);
  });

  it("gets no assignment while the tenant has no such user", async () => {
    expect(await assignments({ ...adopted, user: { observed: null }, recognised: null })).toEqual([]);
  });

  const unreadable = { unobservable: { reason: "refused", remedy: "grant User.Read.All" } };

  it("gets no assignment while it has never been read", async () => {
    const unread = { ...adopted, user: unreadable, heldBefore: unreadable, recognised: null };
    expect(await assignments(unread)).toEqual([]);
  });

  it("gets no assignment while it is not known which roles it holds, and is not looked at for one", async () => {
    const unknown = { ...adopted, heldBefore: unreadable, recognised: null };
    expect(await assignments(unknown)).toEqual([]);
    const resources = await register(sampleValues(), program, surroundings(unknown));
    expect(resources.find(({ name }) => name === "connect-sync-administrator-roles")?.inputs.assigned).toBeNull();
  });

  it("is looked at after what the other tool assigns to it", async () => {
    const values = sampleValues();
    const { accounts: own } = values.cloudSync as { accounts: Record<string, object> };
    own.hybridIdentityAdministrator = { adopt: "CONNECT-admin@contoso.onmicrosoft.com" };
    const resources = await register(values, program, surroundings());
    const assigned = [`cloud-sync-administrator-${role}-assignment-id`];
    for (const name of ["cloud-sync-administrator-roles", "connect-sync-administrator-roles"]) {
      expect(resources.find((one) => one.name === name)?.inputs).toMatchObject({ assigned });
    }
  });

  it("keeps the assignment that the program made while it cannot be read", async () => {
    const kept = [expect.stringContaining("assignment")];
    expect(await assignments({ ...adopted, heldBefore: unreadable, recognised })).toEqual(kept);
    expect(await assignments({ ...adopted, user: unreadable, heldBefore: unreadable, recognised })).toEqual(kept);
  });

  it("gets no assignment for a role that was declared while it could not be read", async () => {
    const asked = { ...recognition, objectId: "anna", asked: ["domain-name-administrator" as const] };
    expect(await assignments({ ...adopted, heldBefore: unreadable, recognised: asked })).toEqual([]);
  });

  const eligible = (values: { connectSync: { accounts: { hybridIdentityAdministrator: object } } }) => {
    Object.assign(values.connectSync.accounts.hybridIdentityAdministrator, { assignment: "eligible" });
  };

  it("gets no assignment for a role that it is to activate when needed", async () => {
    expect(await assignments(adopted, eligible)).toEqual([]);
    const values = sampleValues();
    eligible(values as never);
    const observation = { ...adopted, recognised: { ...recognition, objectId: "anna", assignmentType: "eligible" } };
    const resources = await register(values, program, surroundings(observation as EntraAdministratorObservation));
    expect(resources.find(({ type }) => type === "pulumi-nodejs:dynamic/entra:EligibleRole")).toMatchObject({
      name: `connect-sync-administrator-${role}-eligibility`,
      inputs: { role },
    });
  });

  it("gets no assignment when its role is declared to come through a group", async () => {
    const throughGroup = (values: { connectSync: { accounts: { hybridIdentityAdministrator: object } } }) => {
      Object.assign(values.connectSync.accounts.hybridIdentityAdministrator, {
        throughGroup: { adopt: "Sync Administrators" },
      });
    };
    expect(await assignments(adopted, throughGroup)).toEqual([]);
  });
});

describe("a legacy connector identity", () => {
  it("is shown, and nothing is declared in the tenant for it", async () => {
    const values = sampleValues();
    Object.assign(values.connectSync as object, {
      identity: { kind: "user", userPrincipalName: "Sync_SYNC01_0a1b2c3d4e5f@contoso.onmicrosoft.com" },
    });
    const resources = await register(values, program, surroundings());
    const types = resources
      .filter(({ name }) => name.startsWith("connect-sync-entra-connector"))
      .map(({ type }) => type);
    expect(types).toEqual(["hybrid-sync:entra:ConnectorIdentity", resourceTypes["entra connector identity"]]);
  });
});

describe("the gate", () => {
  it("gives out observations only once it is closed", async () => {
    const { Gate } = await import("../../components/gate.ts");
    const gate = new Gate();
    let open = false;
    const waiting = gate.observations.then(() => {
      open = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(open).toBe(false);
    gate.close();
    await waiting;
    expect(open).toBe(true);
  });
});
