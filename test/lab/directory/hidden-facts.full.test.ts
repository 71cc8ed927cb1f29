/**
 * Everything that is asked for, hidden from the reader one after the other in the faulty forest: no mandatory finding goes
 * away without "cannot verify" or "undecided" in its place, on the same rule and resource.
 */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Attribute, Change, Client } from "ldapts";
import { afterAll, beforeAll, expect, it } from "vitest";
import { resourceTypes } from "../../../contract/resources.ts";
import { SecurityDescriptorControl } from "../../../directory/live/security-descriptor-control.ts";
import type { ObservationRequest } from "../../../directory/requests.ts";
import { accessRights } from "../../../directory/security/access-mask.ts";
import { decodeGuid } from "../../../directory/security/guid.ts";
import {
  type AccessControlEntry,
  decodeSecurityDescriptor,
  encodeSecurityDescriptor,
} from "../../../directory/security/security-descriptor.ts";
import { type PracticeDirectory, startPracticeDirectory } from "../../../lab/active-directory/practice-directory.ts";
import { contosoFaulty } from "../../../lab/active-directory/sample-forests.ts";
import { CertificateAuthority } from "../../../lab/certificate-authority.ts";
import { judge, violationsIn } from "../../../policy/judgement/judge-stack.ts";
import type { DeclaredResource } from "../../../policy/judgement/rule.ts";
import { liveDirectories } from "./northwind.ts";

const forest = "contoso.example";
const root = "DC=contoso,DC=example";
const clock = new Date("2026-11-23T09:00:00Z");
const trusted = { tierZero: [], syncAccounts: ["svc-connect", "provAgentgMSA$"] };
const features = ["password-hash-sync", "password-writeback", "ms-ds-consistency-guid"] as const;

/** Every attribute that is read of objects of a domain. */
const attributes = [
  "accountExpires",
  "adminCount",
  "cn",
  "dNSHostName",
  "groupType",
  "isCriticalSystemObject",
  "logonHours",
  "lockoutTime",
  "member",
  "memberOf",
  "minPwdAge",
  "mS-DS-ConsistencyGuid",
  "mS-DS-CreatorSID",
  "msDS-AllowedToActOnBehalfOfOtherIdentity",
  "msDS-AllowedToDelegateTo",
  "msDS-AssignedAuthNPolicy",
  "msDS-AssignedAuthNPolicySilo",
  "msDS-Behavior-Version",
  "msDS-GroupMSAMembership",
  "msDS-KeyCredentialLink",
  "msDS-ManagedPasswordId",
  "msDS-PSOApplied",
  "msDS-SupportedEncryptionTypes",
  "msDS-User-Account-Control-Computed",
  "msDS-UserPasswordExpiryTimeComputed",
  "objectClass",
  "objectSid",
  "otherWellKnownObjects",
  "primaryGroupID",
  "pwdLastSet",
  "sAMAccountName",
  "servicePrincipalName",
  "sIDHistory",
  "tokenGroups",
  "tokenGroupsGlobalAndUniversal",
  "userAccountControl",
  "userPrincipalName",
  "userWorkstations",
  "wellKnownObjects",
] as const;

let folder: string;
let directory: PracticeDirectory;
let administrator: Client;
let guids: ReadonlyMap<string, string>;
let stored: ReadonlyMap<string, Uint8Array>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "hybrid-sync-hidden-"));
  const authority = await CertificateAuthority.create();
  await writeFile(join(folder, "authority.pem"), authority.certificate);
  const faulty = contosoFaulty();
  directory = await startPracticeDirectory(
    {
      ...faulty,
      entries: [
        ...faulty.entries,
        // On the server itself, and on the unit of the accounts.
        { on: "SYNC01", sddl: "(A;;WD;;;{SID of Helpdesk})" },
        { on: "Tier 0/Sync/Accounts", sddl: "(A;;WD;;;{SID of Helpdesk})" },
      ],
    },
    { authority },
  );
  const createConnection = (() => connect(directory.privilegedSocket)) as typeof connect;
  administrator = new Client({ url: "ldap://localhost", createConnection, timeout: 20_000 });
  guids = await readGuids();
  stored = await readDescriptors();
}, 120_000);

afterAll(async () => {
  await administrator?.unbind();
  await directory?.stop();
  await rm(folder, { recursive: true, force: true });
});

async function readGuids(): Promise<ReadonlyMap<string, string>> {
  const { searchEntries } = await administrator.search(`CN=Schema,CN=Configuration,${root}`, {
    scope: "one",
    filter: "(schemaIDGUID=*)",
    attributes: ["lDAPDisplayName", "schemaIDGUID"],
    explicitBufferAttributes: ["schemaIDGUID"],
  });
  return new Map(
    searchEntries.map((entry) => [String(entry.lDAPDisplayName), decodeGuid(entry.schemaIDGUID as Buffer)]),
  );
}

/** Of everything that the description makes and of what findings rest on, as they were. */
async function readDescriptors(): Promise<ReadonlyMap<string, Uint8Array>> {
  const classes = ["user", "group", "organizationalUnit", "domainDNS", "builtinDomain"];
  const names = ["AdminSDHolder", "System", "Users", "Computers", "Managed Service Accounts"];
  const conditions = [...classes.map((name) => `(objectClass=${name})`), ...names.map((name) => `(cn=${name})`)];
  const { searchEntries } = await administrator.search(
    root,
    {
      scope: "sub",
      filter: `(|${conditions.join("")})`,
      attributes: ["nTSecurityDescriptor"],
      explicitBufferAttributes: ["nTSecurityDescriptor"],
      paged: true,
    },
    new SecurityDescriptorControl(),
  );
  return new Map(searchEntries.map((entry) => [entry.dn, entry.nTSecurityDescriptor as Buffer]));
}

/** Denied to the reader, before anything else is said. */
async function write(name: string, entry: AccessControlEntry | null): Promise<void> {
  const bytes = stored.get(name);
  if (bytes === undefined) throw new Error(`nothing is known of ${name}`);
  const descriptor = decodeSecurityDescriptor(bytes);
  const value =
    entry === null
      ? bytes
      : encodeSecurityDescriptor({
          ...descriptor,
          dacl: { revision: 4, entries: [entry, ...(descriptor.dacl?.entries ?? [])] },
        });
  const modification = new Attribute({ type: "nTSecurityDescriptor", values: [Buffer.from(value)] });
  await administrator.modify(name, [new Change({ operation: "replace", modification })]);
}

const requests = {
  connector: { subject: "connector account", forest, name: "CONTOSO\\svc-connect", trusted },
  agent: {
    subject: "group managed service account",
    forest,
    name: "provAgentgMSA$",
    servers: ["AGENT01", "AGENT02"],
    trusted,
  },
  cloudAdministrator: { subject: "privileged administrator", forest, name: "CONTOSO\\adm-cloudsync" },
  service: { subject: "ADSync service account", forest, name: "CONTOSO\\msa-adsync$" },
  forest: { subject: "forest", forest, trusted, syncServers: ["SYNC01", "AGENT01"] },
} as const satisfies Record<string, ObservationRequest>;

async function findings(): Promise<ReadonlyMap<string, readonly { mandatory: boolean; unmet: boolean }[]>> {
  const live = liveDirectories(directory, join(folder, "authority.pem"));
  const observe = async (request: ObservationRequest) => JSON.parse(JSON.stringify(await live.observe(request)));
  const shared = { phase: "after-install", signsInOn: ["SYNC01"], temporaryUntil: "2026-10-31" };
  const resources: readonly DeclaredResource[] = [
    {
      type: resourceTypes["connector account"],
      name: "connector",
      inputs: {
        ...shared,
        ...requests.connector,
        account: "connect-sync-connector-account",
        features,
        observed: await observe(requests.connector),
      },
    },
    {
      type: resourceTypes["group managed service account"],
      name: "agent",
      inputs: {
        ...shared,
        ...requests.agent,
        account: "cloud-sync-service-account",
        features: ["password-hash-sync"],
        domains: [forest],
        observed: await observe(requests.agent),
      },
    },
    {
      type: resourceTypes["privileged administrator"],
      name: "administrator",
      inputs: {
        ...shared,
        ...requests.cloudAdministrator,
        account: "cloud-sync-domain-administrator",
        observed: await observe(requests.cloudAdministrator),
      },
    },
    {
      type: resourceTypes["ADSync service account"],
      name: "service",
      inputs: {
        ...shared,
        ...requests.service,
        account: "connect-sync-service-account",
        accountKind: "standalone managed service account",
        kind: "standalone managed service account",
        database: "local database",
        onDomainController: false,
        observed: await observe(requests.service),
      },
    },
    {
      type: resourceTypes.forest,
      name: "forest",
      inputs: {
        ...requests.forest,
        features,
        managedServiceAccounts: "in use",
        connectSync: "after-install",
        choosesSourceAnchor: false,
        observed: await observe(requests.forest),
      },
    },
  ];
  await live.close();
  const violations = violationsIn(judge(resources, clock));
  return Map.groupBy(
    violations.map(({ rule, resource, verdict, enforcementLevel }) => ({
      key: `${rule.name} of ${resource.name}`,
      mandatory: enforcementLevel === "mandatory",
      unmet: verdict.verdict === "unmet",
    })),
    ({ key }) => key,
  );
}

/** The mandatory findings that are fewer now, and of which nothing is said to be unknown. */
function vanished(before: Awaited<ReturnType<typeof findings>>, after: typeof before): readonly string[] {
  const unmet = (found: typeof before, key: string) =>
    (found.get(key) ?? []).filter((each) => each.mandatory && each.unmet).length;
  return [...before.keys()].filter(
    (key) => unmet(after, key) < unmet(before, key) && !(after.get(key) ?? []).some((each) => !each.unmet),
  );
}

it("never takes a mandatory finding away", async () => {
  const before = await findings();
  const mandatory = [...before].filter(([, found]) => found.some((each) => each.mandatory && each.unmet));
  expect(mandatory.length).toBeGreaterThan(7);
  const trustee = directory.sidOf("svc-reader");
  const inDomain = [...stored.keys()];
  const denying = (objectType: string): AccessControlEntry => ({
    kind: "deny object",
    flags: 0,
    mask: accessRights.readProperty,
    trustee,
    objectType,
  });
  const whole = (mask: number): AccessControlEntry => ({ kind: "deny", flags: 0, mask, trustee });
  const matters = inDomain.filter((name) =>
    /svc-connect|AD DS Conn|Sync|Tier 0|Staff|SYNC01|AGENT|provAgent|msa-adsync|Migration|Helpdesk|Helper|Backup|Groups|cloudsync|Cloud Sync|Domain Admins|AdminSDHolder|^DC=|Users,|Managed/i.test(
      name,
    ),
  );
  const cases: readonly (readonly [string, readonly string[], AccessControlEntry])[] = [
    ...attributes.flatMap((name) => {
      const guid = guids.get(name);
      return guid === undefined ? [] : [[`${name} of everything`, inDomain, denying(guid)] as const];
    }),
    ...matters.flatMap((name) => [
      [`permissions of ${name}`, [name], whole(accessRights.readControl)] as const,
      [`properties of ${name}`, [name], whole(accessRights.readProperty)] as const,
      ...(/^(OU|DC|CN=(Users|Managed|System|Builtin|Computers))/.test(name)
        ? [[`contents of ${name}`, [name], whole(accessRights.listContents)] as const]
        : []),
    ]),
  ];
  const lost: string[] = [];
  for (const [title, names, entry] of cases) {
    for (const name of names) await write(name, entry);
    const gone = vanished(before, await findings());
    if (gone.length > 0) lost.push(`${title}: ${gone.join(", ")}`);
    if (gone.length > 0) process.stderr.write(`${lost.at(-1)}\n`);
    for (const name of names) await write(name, null);
  }
  console.log(`hidden: ${cases.length}, mandatory findings: ${mandatory.length}, vanished: ${lost.length}`);
  expect(lost).toEqual([]);
  expect(await findings()).toEqual(before);
}, 1_200_000);
