/**
 * Everything that is read, hidden from the reader one after the other in a faulty forest: no finding goes away unless a
 * "cannot verify" or "undecided" that was not there before takes its place, on the same rule and resource, at the same
 * level, and names what is hidden.
 */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Attribute, Change, Client } from "ldapts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isWithin, parentOf } from "../../../catalogue/distinguished-name.ts";
import { namesInPermissions } from "../../../catalogue/permissions.ts";
import { SecurityDescriptorControl } from "../../../directory/live/security-descriptor-control.ts";
import { accessRights } from "../../../directory/security/access-mask.ts";
import { decodeGuid } from "../../../directory/security/guid.ts";
import { entryToSddl } from "../../../directory/security/sddl.ts";
import { parseSddl } from "../../../directory/security/sddl-reader.ts";
import {
  type AccessControlEntry,
  decodeSecurityDescriptor,
  encodeSecurityDescriptor,
} from "../../../directory/security/security-descriptor.ts";
import { decodeSid } from "../../../directory/security/sid.ts";
import { optionalAttributes } from "../../../directory/visibility.ts";
import type { EntryDescription } from "../../../lab/active-directory/description.ts";
import { type PracticeDirectory, startPracticeDirectory } from "../../../lab/active-directory/practice-directory.ts";
import { CertificateAuthority } from "../../../lab/certificate-authority.ts";
import { rules } from "../../../policy/rules.ts";
import { type Finding, findingsIn, forestOfFaults, root } from "./forest-of-faults.ts";

const configuration = `CN=Configuration,${root}`;
const schema = `CN=Schema,${configuration}`;
const directoryService = `CN=Directory Service,CN=Windows NT,CN=Services,${configuration}`;
const deviceRegistration = `CN=Device Registration Configuration,CN=Services,${configuration}`;

/** Every attribute that is read of objects of a domain, with what else a message may call it. */
const attributes: Readonly<Record<string, string | null>> = {
  accountExpires: null,
  adminCount: null,
  cn: null,
  dNSHostName: null,
  groupType: null,
  isCriticalSystemObject: null,
  keywords: null,
  logonHours: null,
  lockoutTime: null,
  member: null,
  memberOf: null,
  minPwdAge: null,
  "mS-DS-ConsistencyGuid": null,
  "mS-DS-CreatorSID": null,
  "msDS-AllowedToActOnBehalfOfOtherIdentity": null,
  "msDS-AllowedToDelegateTo": null,
  "msDS-AssignedAuthNPolicy": null,
  "msDS-AssignedAuthNPolicySilo": null,
  "msDS-Behavior-Version": null,
  "msDS-DeviceLocation": null,
  "msDS-EnabledFeature": null,
  "msDS-GroupMSAMembership": null,
  "msDS-KeyCredentialLink": null,
  "msDS-ManagedPasswordId": null,
  "msDS-PSOApplied": null,
  "msDS-SupportedEncryptionTypes": null,
  "msDS-User-Account-Control-Computed": null,
  "msDS-UserPasswordExpiryTimeComputed": null,
  // Where nothing shows its class, there seem to be none.
  objectClass: "the domains",
  objectSid: "security identifier",
  otherWellKnownObjects: null,
  primaryGroupID: "primary group",
  pwdLastSet: null,
  sAMAccountName: null,
  servicePrincipalName: null,
  sIDHistory: null,
  tokenGroups: null,
  tokenGroupsGlobalAndUniversal: null,
  trustPartner: null,
  userAccountControl: null,
  userPrincipalName: null,
  userWorkstations: null,
  wellKnownObjects: null,
};

/** What is read of the configuration and the schema, attribute by attribute. */
const configurationAttributes = [
  "attributeSecurityGUID",
  "cn",
  "defaultSecurityDescriptor",
  "dnsRoot",
  "keywords",
  "lDAPDisplayName",
  "msDS-Behavior-Version",
  "msDS-DeviceLocation",
  "msDS-EnabledFeature",
  "msDS-HasDomainNCs",
  "msKds-CreateTime",
  "msKds-UseStartTime",
  "nCName",
  "nETBIOSName",
  "objectClass",
  "objectVersion",
  "rightsGuid",
  "schemaIDGUID",
  "searchFlags",
  "systemFlags",
] as const;

let folder: string;
let directory: PracticeDirectory;
let administrator: Client;
let guids: ReadonlyMap<string, string>;
let stored: ReadonlyMap<string, StoredObject>;
let before: readonly Finding[];

interface StoredObject {
  readonly descriptor: Uint8Array;
  readonly objectClass: string;
  /** What messages may call it. */
  readonly names: readonly string[];
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "hybrid-sync-hidden-"));
  const authority = await CertificateAuthority.create();
  await writeFile(join(folder, "authority.pem"), authority.certificate);
  directory = await startPracticeDirectory(forestOfFaults(), { authority });
  const createConnection = (() => connect(directory.privilegedSocket)) as typeof connect;
  administrator = new Client({ url: "ldap://localhost", createConnection, timeout: 20_000 });
  await plantMore();
  guids = await readGuids();
  stored = new Map([...(await readObjects(root)), ...(await readObjects(configuration)), ...(await readSchema())]);
  before = await findingsIn(directory, folder);
}, 120_000);

afterAll(async () => {
  await administrator?.unbind();
  await directory?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** What no description of a forest has. */
async function plantMore(): Promise<void> {
  await administrator.add(deviceRegistration, { objectClass: "container" });
  const services = `CN=Device Registration Services,${deviceRegistration}`;
  await administrator.add(services, { objectClass: "msDS-DeviceRegistrationServiceContainer" });
  await administrator.add(`CN=RegisteredDevices,${root}`, { objectClass: "msDS-DeviceContainer" });
  for (const name of ["First", "Second"])
    await administrator.add(`CN=${name},${services}`, {
      objectClass: "msDS-DeviceRegistrationService",
      "msDS-IsEnabled": "TRUE",
      "msDS-DeviceLocation": `CN=RegisteredDevices,${root}`,
    });
  await replace(`CN=Amelie Koch,OU=Berlin,OU=Staff,${root}`, "mS-DS-ConsistencyGuid", [Buffer.alloc(16, 7)]);
  await replace(`CN=Migration 2024,OU=Staff,${root}`, "msDS-AllowedToDelegateTo", [
    Buffer.from("cifs/sync01.contoso.example"),
  ]);
  const impersonators = parseSddl(`O:BAD:(A;;GA;;;${directory.sidOf("Finance")})`, {});
  const server = `CN=SYNC01,OU=Servers,OU=Sync,OU=Tier 0,${root}`;
  await replace(server, "msDS-AllowedToActOnBehalfOfOtherIdentity", [
    Buffer.from(encodeSecurityDescriptor(impersonators)),
  ]);
  // Not on Monday morning.
  const hours = Buffer.alloc(21, 0xff);
  hours[4] = 0;
  await replace(`CN=AD DS Connector account,OU=Accounts,OU=Sync,OU=Tier 0,${root}`, "logonHours", [hours]);
}

async function replace(name: string, type: string, values: readonly Buffer[]): Promise<void> {
  const modification = new Attribute({ type, values: [...values] });
  await administrator.modify(name, [new Change({ operation: "replace", modification })]);
}

async function readGuids(): Promise<ReadonlyMap<string, string>> {
  const { searchEntries } = await administrator.search(schema, {
    scope: "one",
    filter: "(schemaIDGUID=*)",
    attributes: ["lDAPDisplayName", "schemaIDGUID"],
    explicitBufferAttributes: ["schemaIDGUID"],
  });
  return new Map(
    searchEntries.map((entry) => [String(entry.lDAPDisplayName), decodeGuid(entry.schemaIDGUID as Buffer)]),
  );
}

async function search(base: string, scope: "one" | "sub", filter: string) {
  const binary = ["nTSecurityDescriptor", "objectSid"];
  const { searchEntries } = await administrator.search(
    base,
    {
      scope,
      filter,
      attributes: [...binary, "objectClass", "sAMAccountName", "lDAPDisplayName"],
      explicitBufferAttributes: binary,
      paged: true,
    },
    new SecurityDescriptorControl(),
  );
  return new Map(
    searchEntries.map((entry): [string, StoredObject] => {
      const sids = [entry.objectSid ?? []]
        .flat()
        .flatMap((value) => (Buffer.isBuffer(value) ? [decodeSid(value)] : []));
      return [
        entry.dn,
        {
          descriptor: entry.nTSecurityDescriptor as Buffer,
          objectClass: String([entry.objectClass].flat().at(-1)),
          names: [entry.dn, ...[entry.sAMAccountName ?? [], entry.lDAPDisplayName ?? []].flat().map(String), ...sids],
        },
      ];
    }),
  );
}

/** Without what has no bearing on anything: DNS, policies, display specifiers. */
async function readObjects(base: string): Promise<readonly (readonly [string, StoredObject])[]> {
  const found = await search(base, "sub", "(objectClass=*)");
  return [...found].filter(
    ([name]) =>
      !/CN=(Policies|MicrosoftDNS|DisplaySpecifiers|WellKnown Security|DomainUpdates|ForestUpdates|Operations),|Extended-Rights/i.test(
        name,
      ),
  );
}

async function readSchema(): Promise<readonly (readonly [string, StoredObject])[]> {
  const names = [
    ...optionalAttributes,
    ...namesInPermissions.attributes,
    ...namesInPermissions.classes,
    ...takenOverBy,
  ];
  const rights = namesInPermissions.rights.map((name) => `(cn=${name})`).join("");
  return [
    ...(await search(schema, "one", `(|${names.map((name) => `(lDAPDisplayName=${name})`).join("")})`)),
    ...(await search(`CN=Extended-Rights,${configuration}`, "one", `(|${rights})`)),
  ];
}

/** One of each kind in the schema: each change of it takes the domain controller a second. */
const ofSchema: ReadonlySet<string> = new Set([
  "member",
  "userAccountControl",
  "msDS-GroupMSAMembership",
  "msDS-KeyCredentialLink",
  "lockoutTime",
  "mS-DS-ConsistencyGuid",
  "sAMAccountName",
  "userWorkstations",
  "user",
  "inetOrgPerson",
]);

/** Attributes by which others take over. */
const takenOverBy = ["member", "gPLink", "servicePrincipalName", "msDS-KeyCredentialLink", "userAccountControl"];

interface Hiding {
  readonly title: string;
  readonly entries: readonly (readonly [name: string, entry: AccessControlEntry])[];
  /** What a message may say of it, in lower case. */
  readonly words: readonly string[];
}

/** Denied to the reader, before anything else is said. */
async function hide(entries: Hiding["entries"]): Promise<void> {
  // Every change of the schema makes the domain controller read all of it again: many are one transaction.
  if (isMuchOfTheSchema(entries)) await directory.change({ add: { entries: entries.map(described) } });
  else
    for (const [name, entry] of entries) {
      const descriptor = decodeSecurityDescriptor(descriptorOf(name));
      const dacl = { revision: 4, entries: [entry, ...(descriptor.dacl?.entries ?? [])] };
      await replace(name, "nTSecurityDescriptor", [Buffer.from(encodeSecurityDescriptor({ ...descriptor, dacl }))]);
    }
}

async function show(entries: Hiding["entries"]): Promise<void> {
  if (isMuchOfTheSchema(entries)) await directory.change({ remove: { entries: entries.map(described) } });
  else for (const [name] of entries) await replace(name, "nTSecurityDescriptor", [Buffer.from(descriptorOf(name))]);
}

function isMuchOfTheSchema(entries: Hiding["entries"]): boolean {
  return entries.filter(([name]) => isWithin(name, schema)).length > 3;
}

function described([on, entry]: Hiding["entries"][number]): EntryDescription {
  return { on, sddl: entryToSddl(entry) };
}

function descriptorOf(name: string): Uint8Array {
  const bytes = stored.get(name)?.descriptor;
  if (bytes === undefined) throw new Error(`nothing is known of ${name}`);
  return bytes;
}

function denied(mask: number, objectType?: string): AccessControlEntry {
  const shared = { flags: 0, mask, trustee: directory.sidOf("svc-reader") };
  return objectType === undefined ? { kind: "deny", ...shared } : { kind: "deny object", ...shared, objectType };
}

/** Rules that say by themselves that what they cannot verify does not block: an ordinary reader may not see it. */
const advisoryWhereHidden: ReadonlySet<string> = new Set(
  rules.filter(({ unobservableLevel }) => unobservableLevel === "advisory").map(({ name }) => name),
);

/** One stands for all that are hidden. */
const isOneOfMany = /for example of|and \d+ more objects/;

/** The findings that are fewer now, where nothing new says at the same level that what is hidden is not known. */
function vanished(after: readonly Finding[], words: readonly string[]): readonly string[] {
  const keyOf = ({ rule, resource, mandatory }: Finding) => `${rule} of ${resource}${mandatory ? "" : " (advisory)"}`;
  const said = new Set(before.map(({ message }) => message));
  // What was shown and now blocks has not gone away.
  const count = (all: readonly Finding[], key: string) =>
    all.filter((each) => each.unmet && [keyOf(each), `${keyOf(each)} (advisory)`].includes(key)).length;
  return [...new Set(before.filter(({ unmet }) => unmet).map(keyOf))].flatMap((key) => {
    if (count(after, key) >= count(before, key)) return [];
    const open = after.filter(
      (each) => !each.unmet && key.startsWith(`${each.rule} of ${each.resource}`) && !said.has(each.message),
    );
    const isEnough = ({ rule, mandatory }: Finding) =>
      mandatory || key.endsWith("(advisory)") || advisoryWhereHidden.has(rule);
    if (
      open.some(
        (each) =>
          isEnough(each) &&
          words.some((word) => each.message.toLowerCase().includes(word) || isOneOfMany.test(each.message)),
      )
    )
      return [];
    return [`${key}${open.length === 0 ? "" : ` (instead: ${open.map(({ message }) => message).join(" | ")})`}`];
  });
}

async function lostBy(hidings: readonly Hiding[]): Promise<readonly string[]> {
  const lost: string[] = [];
  for (const { title, entries, words } of hidings) {
    await hide(entries);
    const after = await findingsIn(directory, folder);
    const gone = vanished(after, words);
    if (gone.length > 0) lost.push(`${title}: ${gone.join(", ")}`);
    if (gone.length > 0) process.stderr.write(`${lost.at(-1)}\n`);
    await show(entries);
  }
  const mandatory = before.filter((each) => each.mandatory && each.unmet).length;
  console.log(`hidden: ${hidings.length}, mandatory findings: ${mandatory}, hidings with a loss: ${lost.length}`);
  expect(await findingsIn(directory, folder)).toEqual(before);
  return lost;
}

const inDomain = () => [...stored.keys()].filter((name) => !isWithin(name, configuration));
const inConfiguration = () => [...stored.keys()].filter((name) => isWithin(name, configuration));

/** What a container that is not listed hides is below it. */
function wordsOf(...names: readonly string[]): readonly string[] {
  return names.flatMap((name) => stored.get(name)?.names ?? name).map((word) => word.toLowerCase());
}

function ofAttribute(name: string, places: readonly string[]): readonly Hiding[] {
  const guid = guids.get(name);
  if (guid === undefined) return [];
  // Where the schema hides something, the attribute is named that is not found in it.
  const others = [attributes[name] ?? name, ...(places.some((place) => isWithin(place, schema)) ? ["the schema"] : [])];
  const words = [name, ...others].map((word) => word.toLowerCase());
  const entry = denied(accessRights.readProperty, guid);
  return [{ title: `${name} of everything`, entries: places.map((place) => [place, entry]), words }];
}

function ofObject(name: string): readonly Hiding[] {
  const hiding = (what: string, mask: number): Hiding => ({
    title: `${what} of ${name}`,
    entries: [[name, denied(mask)]],
    // Of what shows nothing of itself, the container is told.
    words: wordsOf(name, ...(isWithin(name, configuration) ? [parentOf(name) ?? name] : [])),
  });
  const holds = inDomain()
    .concat(inConfiguration())
    .some((other) => parentOf(other) === name);
  return [
    hiding("permissions", accessRights.readControl),
    hiding("properties", accessRights.readProperty),
    ...(holds ? [hiding("contents", accessRights.listContents)] : []),
  ];
}

/** Objects of the domain on which a finding rests, and what contains them. */
const matters =
  /svc-connect|AD DS Conn|Sync|Tier 0|Staff|SYNC01|AGENT|provAgent|msa-adsync|Migration|Helpdesk|Helper|Backup|Groups|cloudsync|Cloud Sync|Domain Admins|AdminSDHolder|^DC=|Users,|Managed|^CN=(System|Builtin|Computers|Administrators),|AZUREADSSO|Agent|Viktor|Amelie|Nadia|João|Finance|Protected Users|LostAndFound/i;

describe("what is hidden from the reader", () => {
  it("has findings of many rules before", () => {
    const found = before.filter(({ unmet }) => unmet);
    expect(new Set(found.filter(({ mandatory }) => mandatory).map(({ rule }) => rule)).size).toBeGreaterThan(20);
  });

  it("takes no finding away where it is an attribute of everything in the domain", async () => {
    const hidings = Object.keys(attributes).flatMap((name) => ofAttribute(name, inDomain()));
    expect(hidings.length).toBeGreaterThan(35);
    expect(await lostBy(hidings)).toEqual([]);
  }, 1_200_000);

  it("takes no finding away where it is an object of the domain", async () => {
    const hidings = inDomain()
      .filter((name) => matters.test(name))
      .flatMap(ofObject);
    expect(hidings.length).toBeGreaterThan(100);
    expect(await lostBy(hidings)).toEqual([]);
  }, 1_200_000);

  it("takes no finding away where it is an attribute of everything in the configuration and the schema", async () => {
    const hidings = configurationAttributes.flatMap((name) => ofAttribute(name, inConfiguration()));
    expect(hidings.length).toBeGreaterThan(15);
    expect(await lostBy(hidings)).toEqual([]);
  }, 1_200_000);

  it("takes no finding away where it is an object of the configuration or the schema", async () => {
    const places = inConfiguration().filter(
      (name) =>
        (!isWithin(name, schema) || stored.get(name)?.names.some((each) => ofSchema.has(each))) &&
        (!/CN=(?:Sites|NTDS|Inter-Site|Subnets)/.test(name) || /CN=NTDS Settings/.test(name)),
    );
    const hidings = places.flatMap(ofObject).filter(({ title }) => !title.startsWith("permissions"));
    expect(hidings.length).toBeGreaterThan(50);
    expect(await lostBy(hidings)).toEqual([]);
  }, 1_200_000);

  it("takes no finding away where it is a single object, in list object mode", async () => {
    await replace(directoryService, "dSHeuristics", [Buffer.from("001")]);
    const hidings = [...stored.keys()]
      .filter(
        (name) =>
          (matters.test(name) && !/^DC=/.test(name)) ||
          /CN=(First|Second|Partitions),|CN=Enterprise Schema/i.test(name),
      )
      .flatMap((name): readonly Hiding[] => {
        const container = parentOf(name);
        if (container === null || !stored.has(container)) return [];
        const entries = [
          [container, denied(accessRights.listContents)],
          [name, denied(accessRights.listObject)],
        ] as const;
        return [{ title: `${name} as a whole`, entries, words: wordsOf(name, container) }];
      });
    expect(hidings.length).toBeGreaterThan(30);
    const lost = await lostBy(hidings);
    await replace(directoryService, "dSHeuristics", []);
    expect(lost).toEqual([]);
  }, 1_200_000);
});
