import { describe, expect, it } from "vitest";
import { observed } from "../../../catalogue/fact.ts";
import type { Entry } from "../../../directory/entries.ts";
import { observeConnectorAccount } from "../../../directory/inspection/connector-account.ts";
import { observeForest } from "../../../directory/inspection/forest.ts";
import { observeGroupManagedServiceAccount } from "../../../directory/inspection/group-managed-service-account.ts";
import {
  type AccessControlEntry,
  controlFlags,
  encodeSecurityDescriptor,
} from "../../../directory/security/security-descriptor.ts";
import { encodeSid } from "../../../directory/security/sid.ts";
import type { DirectoryObject } from "../../../directory/source.ts";
import {
  allow,
  computer,
  descriptor,
  domain,
  domainName,
  domainSid,
  entryOf,
  getChanges,
  getChangesAll,
  gmsaClass,
  group,
  memoryForest,
  object,
} from "../memory-forest.ts";
import { accountRestrictions, guids, takeoverSchema as schema } from "../takeover-schema.ts";

const unit = `OU=Accounts,${domainName}`;
const sidOf = (rid: number) => `${domainSid}-${rid}`;
const anna = object("anna", { rid: 1301 });
const server = computer("SYNC01", 1401);
const standby = computer("SYNC02", 1402);
const base64 = (value: Uint8Array) => Buffer.from(value).toString("base64");
const writeProperty = 0x20;
const writeDacl = 0x4_0000;

interface Planted {
  readonly entries?: readonly AccessControlEntry[];
  readonly isProtected?: boolean;
  readonly members?: readonly DirectoryObject[];
  readonly attributes?: Entry["attributes"];
}

function dacl({ entries = [], isProtected = false }: Planted): string {
  const control = controlFlags.selfRelative | controlFlags.daclPresent;
  return base64(
    encodeSecurityDescriptor({
      control: isProtected ? control | controlFlags.daclProtected : control,
      resourceManagerControl: 0,
      owner: "S-1-5-32-544",
      group: "S-1-5-32-544",
      dacl: { revision: 4, entries },
      sacl: null,
    }),
  );
}

function plantedEntry(found: DirectoryObject, planted: Planted = {}): Entry {
  const { distinguishedName, attributes } = entryOf(found, planted.members);
  return {
    distinguishedName,
    attributes: { ...attributes, nTSecurityDescriptor: [dacl(planted)], ...planted.attributes },
  };
}

const unitWith = (planted: Planted): Entry => ({
  distinguishedName: unit,
  attributes: { nTSecurityDescriptor: [dacl(planted)] },
});

interface Surroundings {
  readonly entries: readonly Entry[];
  readonly objects?: readonly DirectoryObject[];
  readonly memberOf?: Readonly<Record<string, readonly string[]>>;
  readonly root?: readonly AccessControlEntry[];
  readonly above?: Planted;
}

function forestOf({ entries, objects = [], memberOf = {}, root = [], above = {} }: Surroundings) {
  return memoryForest({
    objects,
    memberOf,
    domains: [domain({ rootSecurityDescriptor: observed(descriptor(root)) })],
    entries: [...schema, unitWith(above), plantedEntry(anna), ...entries],
  });
}

async function serverWays(planted: Planted, surroundings: Partial<Surroundings> = {}) {
  const source = forestOf({
    objects: [server],
    ...surroundings,
    entries: [plantedEntry(server, planted), ...(surroundings.entries ?? [])],
  });
  const { syncServers } = await observeForest(source, { syncServers: ["SYNC01"] });
  if (!("observed" in syncServers)) throw new Error("no servers were observed");
  const paths = syncServers.observed[0]?.takeover?.paths;
  if (paths === undefined || !("observed" in paths)) throw new Error(`not observed: ${JSON.stringify(paths)}`);
  return paths.observed.sample;
}

const edges = async (...given: Parameters<typeof serverWays>) =>
  (await serverWays(...given)).map(({ principal, edge, on }) =>
    `${principal.name} ${edge} ${on === unit ? "above" : ""}`.trim(),
  );

const by = (attribute: keyof typeof guids, rid = 1301) =>
  allow(sidOf(rid), { right: guids[attribute], mask: writeProperty });

describe("taking over a sync server", () => {
  it.each([
    ["choosing who impersonates users on it", by("msDS-AllowedToActOnBehalfOfOtherIdentity"), "choose-impersonators"],
    [
      "the property set of that attribute",
      allow(sidOf(1301), { right: accountRestrictions, mask: writeProperty }),
      "choose-impersonators",
    ],
    ["a sign-in key", by("msDS-KeyCredentialLink"), "add-sign-in-key"],
    ["writing every property", allow(sidOf(1301), { mask: writeProperty }), "write-everything"],
  ])("is possible by %s", async (_, entry, edge) => {
    expect(await edges({ entries: [entry] })).toEqual([`WINGTIP\\anna ${edge}`]);
  });

  it("is not possible by a service principal name, nor by an attribute the schema does not have", async () => {
    expect(await edges({ entries: [by("servicePrincipalName")] })).toEqual([]);
  });

  it("is possible by whom it lets impersonate users", async () => {
    const trusting = { entries: [allow(sidOf(1301))] };
    const attributes = { "msDS-AllowedToActOnBehalfOfOtherIdentity": [dacl(trusting)] };
    expect(await edges({ attributes })).toEqual(["WINGTIP\\anna impersonation"]);
  });

  it.each([
    ["a service of it", { "msDS-AllowedToDelegateTo": ["http/web", "cifs/SYNC01:445"] }, ["limited-impersonation"]],
    [
      "a service of it with protocol transition",
      { "msDS-AllowedToDelegateTo": ["cifs/sync01.wingtip.test"], userAccountControl: [String(0x100_0200)] },
      ["impersonation"],
    ],
    ["every service", { userAccountControl: [String(0x8_0200)] }, ["unconstrained-delegation"]],
    ["another server's services", { "msDS-AllowedToDelegateTo": ["cifs/SYNC011", "cifs/OTHER"] }, []],
  ])("is possible by an account that may delegate to %s", async (_, attributes, expected) => {
    const web = plantedEntry(object("svc-web", { rid: 1501 }), { attributes });
    const own = { attributes: { dNSHostName: ["sync01.wingtip.test"] } };
    expect(await edges(own, { entries: [web] })).toEqual(expected.map((edge) => `WINGTIP\\svc-web ${edge}`));
  });

  it("is not possible by domain controllers, which all are trusted for delegation", async () => {
    const dc = plantedEntry(computer("DC1", 1000), {
      attributes: { userAccountControl: [String(0x8_2000)], primaryGroupID: ["516"] },
    });
    expect(await edges({}, { entries: [dc] })).toEqual([]);
  });

  it("may be possible by who joined it to the domain", async () => {
    const joined = (rid: number) => ({ attributes: { "mS-DS-CreatorSID": [base64(encodeSid(sidOf(rid)))] } });
    expect(await edges(joined(1301))).toEqual(["WINGTIP\\anna joined-the-domain"]);
    expect(await edges(joined(500))).toEqual([]);
  });

  it("is possible by group policies of a container above, inherited permissions or not", async () => {
    const above = { entries: [by("gPLink")] };
    expect(await edges({}, { above })).toEqual(["WINGTIP\\anna link-policies above"]);
    expect(await edges({ isProtected: true }, { above })).toEqual(["WINGTIP\\anna link-policies above"]);
    const changing = { entries: [allow(sidOf(1301), { mask: writeDacl })] };
    expect(await edges({}, { above: changing })).toEqual(["WINGTIP\\anna change-permissions above"]);
    expect(await edges({ isProtected: true }, { above: changing })).toEqual(["WINGTIP\\anna link-policies above"]);
  });

  it("is not judged of a server that is not seen", async () => {
    const { syncServers } = await observeForest(forestOf({ entries: [] }), { syncServers: ["SYNC01"] });
    expect(syncServers).toEqual({
      observed: [{ server: "SYNC01", computer: { observed: null }, takeover: null }],
    });
  });
});

describe("taking over a gMSA", () => {
  const servers = group("Agents", 1601);
  const retrieval = (rid: number) => descriptor([allow(sidOf(rid))]);
  const gmsa = (rid: number) =>
    object("agent", {
      rid: 1105,
      samAccountName: "agent$",
      objectClass: gmsaClass,
      groupManagedServiceAccountMembership: retrieval(rid),
    });

  async function takeoverOf(planted: Planted, agents: Planted = {}, rid = 1601) {
    const account = gmsa(rid);
    const source = forestOf({
      objects: [account, server, servers],
      entries: [
        plantedEntry(account, planted),
        plantedEntry(servers, agents),
        plantedEntry(server),
        plantedEntry(standby),
      ],
    });
    const { details } = await observeGroupManagedServiceAccount(source, { name: "agent$", servers: ["SYNC01"] });
    if (details === null || !("observed" in details.takeover)) throw new Error("no takeover was observed");
    return details.takeover.observed.map(({ target, role, paths }) => ({
      name: target.name,
      role,
      ways: "observed" in paths ? paths.observed.sample.map(({ principal, edge }) => `${principal.name} ${edge}`) : [],
    }));
  }

  it("is possible by choosing who retrieves its password", async () => {
    expect(await takeoverOf({ entries: [by("msDS-GroupMSAMembership")] })).toMatchObject([
      { name: "WINGTIP\\agent$", role: "account", ways: ["WINGTIP\\anna choose-retrievers"] },
      { name: "WINGTIP\\Agents", role: "group of retrievers", ways: [] },
    ]);
  });

  it.each([
    ["changing the members of its group", { entries: [by("member")] }, "change-members"],
    ["adding itself", { entries: [allow(sidOf(1301), { right: guids.member, mask: 0x8 })] }, "add-itself"],
    ["being in the group", { members: [server, anna] }, "retrieval"],
  ])("is possible by %s", async (_, agents, edge) => {
    expect((await takeoverOf({}, agents))[1]?.ways).toEqual([`WINGTIP\\anna ${edge}`]);
  });

  it("rests on groups in the group, and is not possible by the servers that are in those", async () => {
    const berlin = group("Agents Berlin", 1602);
    const account = gmsa(1601);
    const waysWith = async (members: Planted["members"]) => {
      const source = forestOf({
        objects: [account, server, servers, berlin],
        entries: [
          ...[
            plantedEntry(account),
            plantedEntry(servers, { members: [berlin] }),
            plantedEntry(berlin, { members: members ?? [] }),
          ],
          ...[plantedEntry(server), plantedEntry(anna)],
        ],
      });
      const { details } = await observeGroupManagedServiceAccount(source, { name: "agent$", servers: ["SYNC01"] });
      if (details === null || !("observed" in details.takeover)) throw new Error("no takeover was observed");
      return details.takeover.observed.flatMap(({ target, paths }) =>
        "observed" in paths ? paths.observed.sample.map(({ edge }) => `${target.name} ${edge}`) : [],
      );
    };
    expect(await waysWith([server])).toEqual([]);
    // Groups that are in each other are looked at once.
    expect(await waysWith([server, servers])).toEqual([]);
    expect(await waysWith([server, anna])).toEqual(["WINGTIP\\Agents Berlin retrieval"]);
  });

  it("may be possible by another computer in the group, which may be a server to come", async () => {
    expect((await takeoverOf({}, { members: [server, standby] }))[1]?.ways).toEqual(["WINGTIP\\SYNC02$ membership"]);
  });

  it("may be possible by a computer that has the group as primary group, which does not list it", async () => {
    const account = gmsa(1601);
    const hiding = { ...standby, primaryGroupId: 1601 };
    const source = forestOf({
      objects: [account, server, servers],
      entries: [
        plantedEntry(account),
        plantedEntry(servers, { members: [server] }),
        plantedEntry(server),
        plantedEntry(hiding),
      ],
    });
    const { details } = await observeGroupManagedServiceAccount(source, { name: "agent$", servers: ["SYNC01"] });
    expect(details?.takeover).toMatchObject({
      observed: [
        {},
        { paths: { observed: { sample: [{ principal: { name: "WINGTIP\\SYNC02$" }, edge: "membership" }] } } },
      ],
    });
  });

  it("does not rest on a group where a server retrieves by itself", async () => {
    expect(await takeoverOf({}, {}, 1401)).toHaveLength(1);
  });
});

describe("taking over a connector account by a group", () => {
  const connector = object("svc-connect", { rid: 1101 });
  const readers = group("Readers", 1701);
  const nested = group("Nested", 1702);
  const other = group("Other", 1703);

  async function groupsWith(root: readonly AccessControlEntry[], planted: Planted = {}) {
    const source = forestOf({
      root,
      objects: [connector, readers, nested, other],
      memberOf: { [sidOf(1101)]: [sidOf(1702), sidOf(1703), sidOf(513)], [sidOf(1702)]: [sidOf(1701)] },
      entries: [
        plantedEntry(connector),
        plantedEntry(readers, { ...planted, members: [nested, ...(planted.members ?? [])] }),
        plantedEntry(nested, { members: [connector] }),
        plantedEntry(other, { members: [connector] }),
      ],
    });
    const { details } = await observeConnectorAccount(source, { name: "WINGTIP\\svc-connect" });
    if (details === null || !("observed" in details.takeover)) throw new Error("no takeover was observed");
    return details.takeover.observed.slice(1).map(({ target, role, paths }) => ({
      name: target.name,
      role,
      ways: "observed" in paths ? paths.observed.sample.map(({ principal, edge }) => `${principal.name} ${edge}`) : [],
    }));
  }

  it("looks at the groups that hold rights on a domain, and at those on the way to them", async () => {
    expect(await groupsWith([allow(sidOf(1701), { right: getChangesAll })])).toEqual([
      { name: "WINGTIP\\Readers", role: "group with rights", ways: [] },
      { name: "WINGTIP\\Nested", role: "group with rights", ways: [] },
    ]);
  });

  it("tells a group that gives no more than reading", async () => {
    expect((await groupsWith([allow(sidOf(1701), { right: getChanges })]))[0]).toMatchObject({
      role: "group that reads",
    });
    expect(await groupsWith([allow(sidOf(513), { mask: 0x100 })])).toEqual([]);
  });

  it("names members that are not the account, and who may change them", async () => {
    const rights = [allow(sidOf(1701), { right: getChangesAll })];
    expect((await groupsWith(rights, { members: [anna] }))[0]?.ways).toEqual(["WINGTIP\\anna membership"]);
    expect((await groupsWith(rights, { entries: [by("member")] }))[0]?.ways).toEqual(["WINGTIP\\anna change-members"]);
  });
});
