import { describe, expect, it } from "vitest";
import { controlAccessRights } from "../../../catalogue/control-access-rights.ts";
import { observed } from "../../../catalogue/fact.ts";
import type { GrantedEntry, Purpose } from "../../../catalogue/permissions/requirement.ts";
import { namesInPermissions, permissions, requirementsOf } from "../../../catalogue/permissions.ts";
import { attributeGuids, classGuids } from "../../../catalogue/schema-objects.ts";
import type { SyncTool } from "../../../catalogue/tools.ts";
import type { PermissionGrant } from "../../../directory/facts/permissions.ts";
import { observeConnectorAccount } from "../../../directory/inspection/connector-account.ts";
import { observeGroupManagedServiceAccount } from "../../../directory/inspection/group-managed-service-account.ts";
import { parseSddl } from "../../../directory/security/sddl-reader.ts";
import { encodeSecurityDescriptor } from "../../../directory/security/security-descriptor.ts";
import type { SchemaFacts } from "../../../directory/source.ts";
import { covers } from "../../planted/model.ts";
import {
  domain,
  domainName,
  domainSid,
  gmsaClass,
  group,
  hidden,
  type MemoryForest,
  memoryForest,
  object,
  unreachable,
} from "../memory-forest.ts";

const tools: readonly SyncTool[] = ["connect-sync", "cloud-sync"];
const account = `${domainSid}-1101`;
const helpers = group("Helpers", 1201);
const accounts = {
  "connect-sync": object("svc-connect", { rid: 1101 }),
  "cloud-sync": object("agent$", { rid: 1101, objectClass: gmsaClass }),
} as const;

/** What every domain root has, as far as it is about ordinary accounts. */
const defaults = [
  `(OA;CIIO;RPLCLORC;;${classGuids.user};RU)`,
  `(OA;CIIO;RPLCLORC;;${classGuids.inetOrgPerson};RU)`,
  `(OA;CIIO;RPLCLORC;;${classGuids.group};RU)`,
  `(OA;;CR;${controlAccessRights["Unexpire-Password"].guid};;AU)`,
  "(A;;RPLCLORC;;;AU)",
].join("");
const everyoneInPreWindows2000 = { "S-1-5-11": ["S-1-5-32-554"] };

/** The property set that pwdLastSet is in. */
const accountRestrictions = "4c164200-20c0-11d0-a768-00aa006e0529";

/** Made up, as the schema of Exchange may have any. */
const exchange = Object.fromEntries(
  namesInPermissions.attributes
    .filter((name) => !Object.hasOwn(attributeGuids, name))
    .map((name, index) => [name, `00000000-0000-0000-0000-${String(index).padStart(12, "0")}`]),
);
const guids: Readonly<Record<string, string>> = {
  ...attributeGuids,
  ...classGuids,
  ...exchange,
  publicFolder: "f0f8ffac-1191-11d0-a060-00aa006c33ed",
  ...Object.fromEntries(Object.entries(controlAccessRights).map(([name, { guid }]) => [name, guid])),
};
const withExchange: Partial<SchemaFacts> = {
  classes: observed(
    [...Object.keys(classGuids), "publicFolder"].map((name) => ({
      name,
      guid: guids[name] ?? "",
      defaultSecurityDescriptor: ["user", "inetOrgPerson", "group"].includes(name)
        ? "D:(A;;GA;;;DA)(A;;RC;;;AU)(OA;;CR;ab721a53-1e2f-11d0-9819-00aa0040529b;;WD)"
        : "D:(A;;GA;;;DA)(A;;RPLCLORC;;;AU)",
    })),
  ),
  attributes: observed(
    [...Object.keys(attributeGuids), ...Object.keys(exchange)].map((name) => ({
      name,
      guid: guids[name] ?? "",
      propertySet: name === "pwdLastSet" ? accountRestrictions : null,
    })),
  ),
};

function root(entries: string): Uint8Array {
  return encodeSecurityDescriptor(parseSddl(`O:BAG:BAD:${entries}`, { domain: domainSid, forestRoot: domainSid }));
}

/** What an account may do below a root with these entries, by requirement. */
async function granted(
  tool: SyncTool,
  entries: string,
  model: MemoryForest = {},
): Promise<ReadonlyMap<string, PermissionGrant>> {
  const [seen] = await rows(tool, entries, model);
  if (seen === undefined || !("observed" in seen.requirements)) throw new Error("the domain was not judged");
  return new Map(
    seen.requirements.observed.map(({ requirement, grant }) => {
      if (!("observed" in grant)) throw new Error(`${requirement} is not settled: ${JSON.stringify(grant)}`);
      return [requirement, grant.observed];
    }),
  );
}

async function rows(tool: SyncTool, entries: string, model: MemoryForest) {
  const source = memoryForest({
    domains: [domain({ rootSecurityDescriptor: observed(root(entries)) })],
    schema: withExchange,
    ...model,
    objects: [accounts[tool], helpers],
  });
  const name = accounts[tool].distinguishedName;
  const { details } =
    tool === "connect-sync"
      ? await observeConnectorAccount(source, { name })
      : await observeGroupManagedServiceAccount(source, { name, servers: [] });
  return details?.permissions ?? [];
}

async function missing(tool: SyncTool, entries: string, model?: MemoryForest): Promise<readonly string[]> {
  return [...(await granted(tool, entries, model))].flatMap(([id, grant]) => (grant.granted ? [] : [id]));
}

function of(tool: SyncTool, ...purposes: readonly Purpose[]): readonly string[] {
  return requirementsOf(tool).flatMap(({ id, purpose }) => (purposes.includes(purpose) ? [id] : []));
}

/** The entry that a cmdlet makes. */
function sddl({ rights, objectType, objectClass, scope }: GrantedEntry, trustee = account): string {
  const flags = { "this object": "", "this object and descendants": "CI", descendants: "CIIO" }[scope];
  const guid = (name: string | undefined) => (name === undefined ? "" : (guids[name] ?? `unknown ${name}`));
  return `(OA;${flags};${rights};${guid(objectType)};${guid(objectClass)};${trustee})`;
}

describe.each(tools)("an account of %s", (tool) => {
  it("holds nothing below an empty root but what its class's default descriptor gives everybody", async () => {
    const held = requirementsOf(tool)
      .map(({ id }) => id)
      .filter((id) => /read all properties\/(device|computer|foreign|contact|public)|User-Change-Password/.test(id));
    const all = requirementsOf(tool).map(({ id }) => id);
    expect(await missing(tool, "")).toEqual(all.filter((id) => !held.includes(id)));
  });

  it("reads everything in an untouched domain", async () => {
    const gaps = await missing(tool, defaults, { memberOf: everyoneInPreWindows2000 });
    expect(gaps.filter((id) => id.includes("read all properties"))).toEqual([]);
    expect(gaps).not.toContain("password-writeback/Unexpire-Password/domain root");
  });

  it.each(
    [...permissions[tool]].flatMap(([purpose, { grant, undecided }]) =>
      grant === null && undecided === undefined ? [] : [purpose],
    ),
  )("holds what %s needs with the entries of Microsoft's cmdlet", async (purpose) => {
    const { grant, requirements } = permissions[tool].get(purpose) ?? { grant: null, requirements: [] };
    const entries = (grant?.entries ?? []).map((entry) => sddl(entry)).join("");
    const gaps = await missing(tool, defaults + entries, { memberOf: everyoneInPreWindows2000 });
    const judgedAsFault = requirements.filter(({ ifMissing }) => ifMissing !== "undecided").map(({ id }) => id);
    expect(gaps.filter((id) => judgedAsFault.includes(id))).toEqual([]);
  });

  it.each(of(tool, ...permissions[tool].keys()))(
    "is given %s by the entry named as missing, and no other",
    async (id) => {
      const before = await granted(tool, "");
      const grant = before.get(id);
      if (grant === undefined || grant.granted || "notInSchema" in grant) return expect(grant?.granted).toBe(true);
      const after = await granted(tool, grant.entry);
      expect(after.get(id)).toMatchObject({ granted: true, through: [] });
      const gained = [...after].filter(([other, now]) => now.granted && !before.get(other)?.granted);
      const same = requirementsOf(tool).find((requirement) => requirement.id === id)?.ways[0];
      for (const [other] of gained) {
        const { ways = [] } = requirementsOf(tool).find((requirement) => requirement.id === other) ?? {};
        expect(ways.some((way) => same !== undefined && covers(same, way))).toBe(true);
      }
    },
  );

  it("says which names the schema does not have, and judges the rest", async () => {
    const grants = await granted(tool, defaults, { memberOf: everyoneInPreWindows2000, schema: {} });
    expect(grants.get("exchange-hybrid/write msExchArchiveStatus/user")).toEqual({
      granted: false,
      notInSchema: ["msExchArchiveStatus"],
    });
    expect(grants.get("exchange-mail-public-folders/read all properties/publicFolder")).toEqual({
      granted: false,
      notInSchema: ["publicFolder"],
    });
    expect(grants.get("basic-read/read all properties/user")).toMatchObject({ granted: true });
  });

  it("is not judged in a domain, or a schema, that cannot be read", async () => {
    const veiled = { domains: [domain({ rootSecurityDescriptor: hidden })] };
    expect(await rows(tool, "", veiled)).toMatchObject([
      { domain: "wingtip.test", distinguishedName: domainName, requirements: hidden },
    ]);
    expect(await rows(tool, "", { schema: { attributes: hidden } })).toMatchObject([{ requirements: hidden }]);
  });

  it("has no rows where no domains can be listed, and unobservable ones where its groups cannot be read", async () => {
    const [seen] = await rows(tool, "", { failing: { groupsOf: unreachable } });
    expect(seen?.requirements).toEqual({
      unobservable: { reason: unreachable.reason, remedy: unreachable.remedy },
    });
  });
});

describe("the account that an Express installation makes", () => {
  /** Source: https://learn.microsoft.com/entra/identity/hybrid/connect/reference-connect-accounts-permissions */
  const express = [
    { rights: "CR", objectType: "User-Force-Change-Password", objectClass: "user", scope: "descendants" },
    { rights: "CR", objectType: "DS-Replication-Get-Changes", scope: "this object" },
    { rights: "CR", objectType: "DS-Replication-Get-Changes-All", scope: "this object" },
    { rights: "RP", objectClass: "publicFolder", scope: "descendants" },
    ...["inetOrgPerson", "group", "user", "contact"].map((objectClass) => ({
      rights: "RPWP",
      objectClass,
      scope: "descendants" as const,
    })),
  ] as const satisfies readonly GrantedEntry[];

  it("holds what every feature needs that an Express installation can switch on", async () => {
    const gaps = await missing("connect-sync", defaults + express.map((entry) => sddl(entry)).join(""), {
      memberOf: everyoneInPreWindows2000,
    });
    expect(gaps).toEqual(["group-writeback/delete/group", "group-writeback/create/group"]);
  });
});

function denial(to: string, entry: string) {
  return { on: "DC=wingtip,DC=test", to, entry };
}

/** The classes of the base schema, of which one brings an entry that denies. */
function classesDenying(denying: string, entry: string) {
  return observed(
    Object.entries(classGuids).map(([name, guid]) => ({
      name,
      guid,
      defaultSecurityDescriptor: name === denying ? `D:${entry}` : "D:(A;;RPLCLORC;;;AU)",
    })),
  );
}

describe("the right to write lockoutTime of users", () => {
  const id = "password-writeback/write lockoutTime/user";
  const { lockoutTime, member } = attributeGuids;
  const { user, inetOrgPerson } = classGuids;
  const named = { granted: true, trustee: "WINGTIP\\svc-connect", through: [] };
  const lacking = {
    granted: false,
    deniedTo: null,
    entry: `(OA;CIIO;WP;${lockoutTime};${user};${account})`,
  };
  const byGroup = { granted: true, trustee: "WINGTIP\\Helpers", through: ["WINGTIP\\Helpers"] };
  const inGroup = { memberOf: { [account]: [`${domainSid}-1201`] } };

  it.each<[string, string, unknown, MemoryForest?]>([
    ["is held by the cmdlet's entry", `(OA;CIIO;WP;${lockoutTime};${user};${account})`, named],
    ["is held by an entry for all properties", `(OA;CIIO;WP;;${user};${account})`, named],
    ["is held by an entry for all classes", `(OA;CIIO;WP;${lockoutTime};;${account})`, named],
    ["is held by full control over everything below", `(A;CI;GA;;;${account})`, named],
    ["is held through a group", `(OA;CIIO;WP;${lockoutTime};${user};${domainSid}-1201)`, byGroup, inGroup],
    ["is not held through a group it is not in", `(OA;CIIO;WP;${lockoutTime};${user};${domainSid}-1201)`, lacking],
    ["is not held by an entry on the root alone", `(A;;GA;;;${account})`, lacking],
    ["is not held by an entry that does not say so", `(OA;CIIO;RPCR;${lockoutTime};${user};${account})`, lacking],
    ["is not held by an entry about another class", `(OA;CIIO;WP;${lockoutTime};${inetOrgPerson};${account})`, lacking],
    ["is not held by an entry about another attribute", `(OA;CIIO;WP;${member};${user};${account})`, lacking],
    ["is not held by an entry for objects that contain nothing", `(A;OIIO;GA;;;${account})`, lacking],
    [
      "is not held where an entry that comes first denies it",
      `(OD;CIIO;WP;${lockoutTime};${user};${domainSid}-1201)(OA;CIIO;WP;${lockoutTime};${user};${account})`,
      {
        ...lacking,
        deniedTo: "WINGTIP\\Helpers",
        deniedBy: [denial("WINGTIP\\Helpers", `(OD;CIIO;WP;${lockoutTime};${user};${domainSid}-1201)`)],
      },
      inGroup,
    ],
    [
      "is denied by every entry that has to go, whoever it is for",
      `(D;CI;GA;;;${domainSid}-1201)(OD;CI;WP;${member};;${account})(OD;CIIO;WP;${lockoutTime};;${account})(OA;CIIO;WP;${lockoutTime};${user};${account})`,
      {
        ...lacking,
        deniedTo: "WINGTIP\\Helpers",
        deniedBy: [
          denial("WINGTIP\\Helpers", `(D;CI;GA;;;${domainSid}-1201)`),
          denial("WINGTIP\\svc-connect", `(OD;CIIO;WP;${lockoutTime};;${account})`),
        ],
      },
      inGroup,
    ],
    [
      "is denied by no entry that somebody could remove where the class itself brings it",
      `(OA;CIIO;WP;${lockoutTime};${user};${account})`,
      { ...lacking, deniedTo: "WINGTIP\\svc-connect", deniedBy: [] },
      { schema: { classes: classesDenying("user", `(OD;;WP;${lockoutTime};;${account})`) } },
    ],
    [
      "is denied by no entry that a command could remove where it says that it is inherited, and nothing is above",
      `(OD;CIIOID;WP;${lockoutTime};${user};${account})(OA;CIIO;WP;${lockoutTime};${user};${account})`,
      { ...lacking, deniedTo: "WINGTIP\\svc-connect", deniedBy: [] },
    ],
    [
      "is held where another attribute is denied",
      `(OD;CIIO;WP;${member};${user};${account})(OA;CIIO;WP;${lockoutTime};${user};${account})`,
      named,
    ],
    [
      "is held where the denial comes after",
      `(OA;CIIO;WP;${lockoutTime};${user};${account})(OD;CIIO;WP;${lockoutTime};${user};${account})`,
      named,
    ],
  ])("%s", async (_, entries, expected, model = {}) => {
    expect((await granted("connect-sync", entries, model)).get(id)).toEqual(expected);
  });

  it("is held through the property set for an attribute that is in one", async () => {
    const grants = await granted("connect-sync", `(OA;CIIO;WP;${accountRestrictions};${user};${account})`);
    expect(grants.get("password-writeback/write pwdLastSet/user")).toEqual(named);
    expect(grants.get(id)).toEqual(lacking);
  });

  it("is undecided where a conditional ACE decides", async () => {
    const entry = parseSddl(`D:(A;CI;WP;;;${account})`).dacl?.entries[0];
    if (entry === undefined || entry.kind !== "allow") throw new Error("no entry");
    const dacl = {
      revision: 4,
      entries: [{ ...entry, kind: "allow callback", applicationData: new Uint8Array(4) }],
    } as const;
    const bytes = encodeSecurityDescriptor({ ...parseSddl("O:BAG:BAD:"), dacl });
    const [seen] = await rows("connect-sync", "", { domains: [domain({ rootSecurityDescriptor: observed(bytes) })] });
    const found = seen && "observed" in seen.requirements ? seen.requirements.observed : [];
    expect(found.find(({ requirement }) => requirement === id)?.grant).toMatchObject({
      undecided: {
        reason: expect.stringContaining("conditional ACE for WINGTIP\\svc-connect on DC=wingtip,DC=test"),
      },
    });
  });
});

describe("the right to delete groups", () => {
  const id = "group-provisioning/delete/group";
  it.each([
    ["a right to delete them", `(OA;CIIO;SD;;${classGuids.group};${account})`],
    ["a right to delete such children of organizational units", `(OA;CI;DC;${classGuids.group};;${account})`],
  ])("is held by %s", async (_, entry) => {
    expect((await granted("cloud-sync", entry)).get(id)).toMatchObject({ granted: true });
  });

  it("is denied only where both ways are closed", async () => {
    const denied = `(OD;CI;DC;${classGuids.group};;${account})`;
    expect((await granted("cloud-sync", denied)).get(id)).toMatchObject({
      granted: false,
      deniedTo: "WINGTIP\\agent$",
    });
    const open = `${denied}(OA;CIIO;SD;;${classGuids.group};${account})`;
    expect((await granted("cloud-sync", open)).get(id)).toMatchObject({ granted: true });
  });
});
