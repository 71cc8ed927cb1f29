/** What every domain has is no finding: the descriptors that Windows gives to every object, and the groups it makes. */
import { describe, expect, it } from "vitest";
import { controlAccessRights } from "../../catalogue/control-access-rights.ts";
import { observed, unobservable } from "../../catalogue/fact.ts";
import type { FeatureId } from "../../catalogue/features.ts";
import { permissions } from "../../catalogue/permissions.ts";
import { attributeGuids, classGuids } from "../../catalogue/schema-objects.ts";
import type { SyncTool } from "../../catalogue/tools.ts";
import { resourceTypes } from "../../contract/resources.ts";
import { observeThrough } from "../../directory/directories.ts";
import type { Entry } from "../../directory/entries.ts";
import type { ObservationRequest } from "../../directory/requests.ts";
import type { SecuredObject } from "../../directory/secured-objects.ts";
import { newObjectDescriptor } from "../../directory/security/inheritance.ts";
import { parseSddl } from "../../directory/security/sddl-reader.ts";
import { encodeSecurityDescriptor, type SecurityDescriptor } from "../../directory/security/security-descriptor.ts";
import { encodeSid } from "../../directory/security/sid.ts";
import type { DirectoryObject, DirectorySource } from "../../directory/source.ts";
import { lockedDown } from "../../lab/active-directory/lock-down.ts";
import { judge } from "../../policy/judge-stack.ts";
import { violationsIn } from "../../policy/judgement/judged-rule.ts";
import type { DeclaredResource } from "../../policy/judgement/rule.ts";
import {
  computer,
  domain,
  domainName,
  domainSid,
  gmsaClass,
  group,
  type MemoryForest,
  memoryForest,
  object,
  unreachable,
} from "../directory/memory-forest.ts";
import { takeoverSchema } from "../directory/takeover-schema.ts";
import { defaultDescriptorsByClass } from "../fixtures/default-security-descriptors.ts";
import { recordedForest } from "./recorded-forest.ts";

const forest = "wingtip.test";
const clock = new Date("2026-11-23T09:00:00Z");
const domains = { domain: domainSid, forestRoot: domainSid };
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");

const sidOf = (rid: number) => `${domainSid}-${rid}`;
const builtin = (rid: number) => `S-1-5-32-${rid}`;
const users = `CN=Users,${domainName}`;

/** An object, and the SDDL that it has instead of its class's default. */
interface Made {
  readonly object: DirectoryObject;
  readonly sddl?: string;
  readonly critical?: boolean;
  readonly members?: readonly string[];
}

function below(container: string, made: DirectoryObject): DirectoryObject {
  return { ...made, distinguishedName: `CN=${made.commonName},${container}` };
}

const connector = object("svc-connect", { rid: 1101 });
const agent = below(
  `CN=Managed Service Accounts,${domainName}`,
  object("agent", {
    rid: 1102,
    objectClass: gmsaClass,
    samAccountName: "agent$",
    primaryGroupId: 515,
    userAccountControl: 0x1000,
    supportedEncryptionTypes: 28,
    groupManagedServiceAccountMembership: encodeSecurityDescriptor(
      parseSddl(`O:BAD:(A;;CCDCLCSWRPWPDTLOCRSDRCWDWO;;;${sidOf(1201)})`, domains),
    ),
  }),
);
const server = below(`CN=Computers,${domainName}`, computer("SYNC01", 1201));
const people = Array.from({ length: 5 }, (_, index) => object(`person${index}`, { rid: 1300 + index }));
const administrator = below(users, object("Administrator", { rid: 500 }));
const lockedDownSddl = (lockedDown.nTSecurityDescriptor as { readonly sddl: string }).sddl;

/** Groups of a new domain that its default descriptors name, with those who are in them. */
const builtinGroups: readonly (readonly [string, string, readonly string[]])[] = [
  ["Administrators", builtin(544), [administrator.distinguishedName, `CN=Domain Admins,${users}`]],
  ["Account Operators", builtin(548), []],
  ["Print Operators", builtin(550), []],
  ["Backup Operators", builtin(551), []],
  ["Pre-Windows 2000 Compatible Access", builtin(554), []],
  ["Incoming Forest Trust Builders", builtin(557), []],
  ["Windows Authorization Access Group", builtin(560), []],
  ["Terminal Server License Servers", builtin(561), []],
];
const domainGroups: readonly (readonly [string, number, readonly string[]])[] = [
  ["Domain Admins", 512, [administrator.distinguishedName]],
  ["Domain Controllers", 516, []],
  ["Cert Publishers", 517, []],
  ["Schema Admins", 518, [administrator.distinguishedName]],
  ["Enterprise Admins", 519, [administrator.distinguishedName]],
  ["Domain Users", 513, []],
  ["Domain Computers", 515, []],
  ["Cloneable Domain Controllers", 522, []],
  ["RAS and IAS Servers", 553, []],
];

/** How the accounts are: in the documented form, as they were made, or the connector's with a right for one person. */
type Form = "locked down" | "as made" | "opened";

const opening = `(OA;;CR;${controlAccessRights["User-Force-Change-Password"].guid};;${people[0]?.sid})`;

const objectsOf = (form: Form): readonly Made[] => [
  {
    object: connector,
    ...(form === "as made" ? {} : { sddl: `${lockedDownSddl}${form === "opened" ? opening : ""}` }),
  },
  { object: agent, ...(form === "as made" ? {} : { sddl: lockedDownSddl }) },
  { object: server },
  { object: administrator, critical: true },
  ...people.map((each) => ({ object: each })),
  ...builtinGroups.map(([name, sid, members]) => ({
    object: below(`CN=Builtin,${domainName}`, { ...group(name, 0), sid }),
    critical: true,
    members,
  })),
  ...domainGroups.map(([name, rid, members]) => ({ object: below(users, group(name, rid)), critical: true, members })),
];

/** Containers of a new domain, and a unit, parents first. */
const containers: readonly (readonly [distinguishedName: string, objectClass: string])[] = [
  [users, "container"],
  [`CN=Computers,${domainName}`, "container"],
  [`CN=Managed Service Accounts,${domainName}`, "container"],
  [`CN=System,${domainName}`, "container"],
  [`CN=Builtin,${domainName}`, "builtinDomain"],
  [`OU=Accounts,${domainName}`, "organizationalUnit"],
];

const guidOf = (objectClass: string) =>
  Object.entries(classGuids).find(([name]) => name === objectClass)?.[1] ?? "00000000-0000-0000-0000-000000000001";
const className = ({ objectClass }: DirectoryObject) => objectClass.at(-1) ?? "";

function descriptorFor(objectClass: string, parent: SecurityDescriptor): SecurityDescriptor {
  const own = parseSddl(defaultDescriptorsByClass[objectClass] ?? "D:", domains);
  return newObjectDescriptor(parent, { classGuid: guidOf(objectClass), owner: sidOf(512), group: sidOf(512) }, own);
}

const never = "9223372036854775807";

/** What a domain controller says of an account that nobody has restricted. */
const unrestricted = {
  accountExpires: [never],
  badPwdCount: ["0"],
  instanceType: ["4"],
  "msDS-User-Account-Control-Computed": ["0"],
  "msDS-UserPasswordExpiryTimeComputed": [never],
};

/** What the cmdlets of a tool grant for features, on the domain root. */
function grantedBy(tool: SyncTool, features: readonly FeatureId[], sid: string): string {
  const guids: Readonly<Record<string, string>> = {
    ...classGuids,
    ...attributeGuids,
    ...Object.fromEntries(Object.entries(controlAccessRights).map(([name, { guid }]) => [name, guid])),
  };
  const flags = { "this object": "", "this object and descendants": "CI", descendants: "CIIO" };
  const of = (name: string | undefined) => (name === undefined ? "" : (guids[name] ?? ""));
  return (["basic-read", ...features] as const)
    .flatMap((purpose) => permissions[tool].get(purpose)?.grant?.entries ?? [])
    .map(
      (entry) => `(OA;${flags[entry.scope]};${entry.rights};${of(entry.objectType)};${of(entry.objectClass)};${sid})`,
    )
    .join("");
}

const connectFeatures = ["password-hash-sync", "password-writeback", "ms-ds-consistency-guid"] as const;
const cloudFeatures = ["password-hash-sync"] as const;

/** A new domain to which nothing was added but the accounts of both tools and what the cmdlets grant them. */
function newDomain(form: Form): MemoryForest {
  const made = objectsOf(form);
  const sddl = `O:BAG:BA${(defaultDescriptorsByClass.domainDNS ?? "").replace(/S:.*$/, "")}${grantedBy("connect-sync", connectFeatures, sidOf(1101))}${grantedBy("cloud-sync", cloudFeatures, sidOf(1102))}`;
  const root = parseSddl(sddl, domains);
  const above = new Map([[domainName, root]]);
  const rows: { name: string; objectClass: string; descriptor: SecurityDescriptor; critical: boolean }[] = [
    { name: domainName, objectClass: "domainDNS", descriptor: root, critical: true },
  ];
  for (const [name, objectClass] of containers) {
    const descriptor = descriptorFor(objectClass, root);
    above.set(name, descriptor);
    rows.push({ name, objectClass, descriptor, critical: !name.startsWith("OU") });
  }
  for (const { object: each, sddl: own, critical = false } of made) {
    const name = each.distinguishedName;
    const parent = above.get(name.slice(name.indexOf(",") + 1)) ?? root;
    const descriptor = own === undefined ? descriptorFor(className(each), parent) : parseSddl(own, domains);
    rows.push({ name, objectClass: className(each), descriptor, critical });
  }
  const bytes = rows.map(({ descriptor }) => encodeSecurityDescriptor(descriptor));
  const facts = new Map(made.map((each) => [each.object.distinguishedName, each]));
  const entries = rows.map(({ name, objectClass, critical }, index): Entry => {
    const { object: each, members = [] } = facts.get(name) ?? {};
    return {
      distinguishedName: name,
      attributes: {
        objectClass: each?.objectClass ?? ["top", objectClass],
        nTSecurityDescriptor: [base64(bytes[index] ?? new Uint8Array())],
        ...(each?.sid == null ? {} : { objectSid: [base64(encodeSid(each.sid))] }),
        ...(each?.samAccountName == null ? {} : { sAMAccountName: [each.samAccountName] }),
        ...(each?.primaryGroupId == null ? {} : { primaryGroupID: [String(each.primaryGroupId)] }),
        ...(members.length === 0 ? {} : { member: members }),
        ...(critical ? { isCriticalSystemObject: ["TRUE"] } : {}),
        ...(name === domainName ? { minPwdAge: ["0"] } : {}),
        ...(each?.userAccountControl == null ? {} : unrestricted),
        ...(each?.userAccountControl == null ? {} : { userAccountControl: [String(each.userAccountControl)] }),
      },
    };
  });
  const objects = rows.map(
    ({ name, objectClass, critical }, descriptor): SecuredObject => ({
      name: name.slice(0, name.indexOf(",")),
      container: name.slice(name.indexOf(",") + 1),
      objectClass,
      descriptor,
      adminCount: false,
      critical,
      consistencyGuid: false,
    }),
  );
  return {
    objects: made.map((each) => each.object),
    memberOf: {
      // As dcpromo leaves it unless it is told otherwise.
      "S-1-5-11": [builtin(554)],
      ...Object.fromEntries([connector, ...people].map(({ sid }) => [sid, [sidOf(513)]])),
      ...Object.fromEntries([agent, server].map(({ sid }) => [sid, [sidOf(515)]])),
    },
    schema: {
      classes: observed(
        Object.entries(classGuids).map(([name, guid]) => ({
          name,
          guid,
          defaultSecurityDescriptor: defaultDescriptorsByClass[name] ?? null,
        })),
      ),
    },
    domains: [domain({ rootSecurityDescriptor: observed(encodeSecurityDescriptor(root)) })],
    forest: { visibleKdsRootKeys: observed(1) },
    entries: [...entries, ...takeoverSchema, rootKey],
    secured: [{ descriptors: bytes, objects }],
    session: ["S-1-1-0", "S-1-5-11", builtin(554)],
  };
}

/** Made long ago, as every domain with a gMSA has one. */
const rootKey: Entry = {
  distinguishedName: `CN=1,CN=Master Root Keys,CN=Group Key Distribution Service,CN=Services,CN=Configuration,${domainName}`,
  attributes: {
    objectClass: ["top", "msKds-ProvRootKey"],
    "msKds-CreateTime": ["133497504000000000"],
    "msKds-UseStartTime": ["133506144000000000"],
  },
};

const trusted = { tierZero: [], syncAccounts: ["WINGTIP\\svc-connect", "agent$"] };

async function violated(
  form: Form,
  source: DirectorySource = memoryForest(newDomain(form)),
  domains: { readonly domains?: readonly string[] } = {},
): Promise<readonly string[]> {
  const resources = JSON.parse(JSON.stringify(await declared(source, domains))) as readonly DeclaredResource[];
  return violationsIn(judge(resources, clock)).map(
    ({ rule, resource, message }) => `${resource.name}: ${rule.name}: ${message}`,
  );
}

/** The same forest with a second domain, of which no domain controller can be reached. */
function withUnreachableDomain(model = newDomain("locked down")): DirectorySource {
  const distinguishedName = `DC=branch,${domainName}`;
  const hidden = unobservable("no domain controller of branch.wingtip.test can be reached", "Open the way to one");
  const branch = domain({
    dnsName: "branch.wingtip.test",
    netBiosName: "BRANCH",
    distinguishedName,
    sid: hidden,
    functionalLevel: hidden,
    rootSecurityDescriptor: hidden,
    managedServiceAccountsContainer: hidden,
  });
  const source = memoryForest({ ...model, domains: [...(model.domains ?? []), branch] });
  return {
    ...source,
    groupsOf: (account, dnsName) =>
      dnsName === branch.dnsName ? Promise.reject(unreachable) : source.groupsOf(account, dnsName),
    entries: (query) => (query.base.endsWith(distinguishedName) ? Promise.reject(unreachable) : source.entries(query)),
    readObjects: (dnsName, begin) =>
      dnsName === branch.dnsName ? Promise.reject(unreachable) : source.readObjects(dnsName, begin),
  };
}

/** What a snapshot of the forest holds, and nothing else. */
async function recorded(
  source: DirectorySource,
  domains: { readonly domains?: readonly string[] },
): Promise<DirectorySource> {
  const requests: ObservationRequest[] = [];
  await declared(source, domains, requests);
  return await recordedForest(source, requests, clock);
}

/** @param requests takes what was asked */
async function declared(
  source: DirectorySource,
  domains: { readonly domains?: readonly string[] },
  requests: ObservationRequest[] = [],
): Promise<readonly DeclaredResource[]> {
  const observe = (request: ObservationRequest) => {
    requests.push(request);
    return observeThrough(source, request);
  };
  const connect = { forest, name: "WINGTIP\\svc-connect", trusted, ...domains };
  const cloud = { forest, name: "agent$", servers: ["SYNC01"], trusted };
  const served = { domains: [forest] };
  const whole = { forest, trusted, syncServers: ["SYNC01"], ...domains };
  const installer = { forest, name: "WINGTIP\\person4", ...domains };
  return [
    {
      // Over, and out of every administrative group.
      type: resourceTypes["privileged administrator"],
      name: "installer",
      inputs: {
        ...installer,
        account: "connect-sync-enterprise-administrator",
        phase: "after-install",
        temporaryUntil: "2026-11-01",
        observed: await observe({ subject: "privileged administrator", ...installer }),
      },
    },
    {
      type: resourceTypes["connector account"],
      name: "connector",
      inputs: {
        ...connect,
        account: "connect-sync-connector-account",
        phase: "after-install",
        features: connectFeatures,
        signsInOn: ["SYNC01"],
        observed: await observe({ subject: "connector account", ...connect }),
      },
    },
    {
      type: resourceTypes["group managed service account"],
      name: "agent",
      inputs: {
        ...cloud,
        account: "cloud-sync-service-account",
        phase: "after-install",
        features: cloudFeatures,
        ...served,
        observed: await observe({ subject: "group managed service account", ...cloud, ...served }),
      },
    },
    {
      type: resourceTypes["ADSync service account"],
      name: "service",
      inputs: {
        ...cloud,
        account: "connect-sync-service-account",
        phase: "after-install",
        kind: "group managed service account",
        database: "local database",
        onDomainController: false,
        signsInOn: cloud.servers,
        observed: await observe({ subject: "ADSync service account", ...cloud }),
      },
    },
    {
      type: resourceTypes.forest,
      name: forest,
      inputs: {
        ...whole,
        features: [...connectFeatures, ...cloudFeatures],
        managedServiceAccounts: "in use",
        connectSync: "after-install",
        choosesSourceAnchor: false,
        observed: await observe({ subject: "forest", ...whole }),
      },
    },
  ];
}

describe("a domain that cannot be reached", () => {
  it("is no obstacle where both tools leave it out, live and in a snapshot", async () => {
    const [source, domains] = [withUnreachableDomain(), { domains: ["WINGTIP.test"] }];
    expect(await violated("locked down", source, domains)).toEqual([]);
    expect(await violated("locked down", await recorded(source, domains), domains)).toEqual([]);
  });

  it("is no obstacle where both tools leave it out and its people are administrators of the forest", async () => {
    const model = newDomain("locked down");
    const entries = model.entries?.map(({ distinguishedName, attributes }) => ({
      distinguishedName,
      attributes: /^CN=(Enterprise Admins|Administrators),/.test(distinguishedName)
        ? { ...attributes, member: [...(attributes.member ?? []), `CN=boss,CN=Users,DC=branch,${domainName}`] }
        : attributes,
    }));
    const source = withUnreachableDomain({ ...model, ...(entries === undefined ? {} : { entries }) });
    expect(await violated("locked down", source, { domains: ["WINGTIP.test"] })).toEqual([]);
  });

  it("cannot be verified where it is synchronized", async () => {
    const found = await violated("locked down", withUnreachableDomain());
    expect(new Set(found.map((text) => text.split(": ").slice(0, 2).join(": ")))).toEqual(
      new Set([
        "connector: connector-account-blocked-objects",
        "connector: connector-account-excess",
        "connector: connector-account-feature-permissions",
        "connector: connector-account-get-changes",
        "connector: connector-account-get-changes-all",
        "connector: connector-account-not-protected",
        "connector: password-hash-sync-inetorgperson",
        "connector: password-writeback-minimum-password-age",
        "connector: protected-accounts-out-of-scope",
        "installer: temporary-administrator-removed",
        "wingtip.test: domain-replication-rights-known",
        "wingtip.test: managed-service-accounts-container",
        "wingtip.test: seamless-sso-encryption-types",
        "wingtip.test: seamless-sso-password-rotated",
        "wingtip.test: seamless-sso-takeover",
      ]),
    );
  });

  it("is told where it is named and nobody sees it", async () => {
    const found = await violated("locked down", undefined, { domains: [forest, "lost.wingtip.test"] });
    expect(found).toEqual([expect.stringContaining("no domain with that name is visible in wingtip.test")]);
  });
});

describe("a new domain, with the accounts of both tools as the cmdlets leave them", () => {
  it("gives no rule anything to say", async () => {
    expect(await violated("locked down")).toEqual([]);
  });

  it("is told of its accounts' own form alone, where they were not locked down", async () => {
    expect(new Set((await violated("as made")).map((text) => text.slice(0, text.indexOf(" WINGTIP"))))).toEqual(
      new Set(["connector: service-account-locked-down:", "agent: service-account-locked-down:"]),
    );
  });

  it("is told of the one thing that somebody added", async () => {
    const [first, ...others] = await violated("opened");
    expect(first).toMatch(/^connector: connector-account-takeover: .*person0/);
    expect(new Set(others.map((text) => text.slice(0, text.indexOf(" WINGTIP"))))).toEqual(
      new Set(["connector: service-account-locked-down:"]),
    );
  });
});
