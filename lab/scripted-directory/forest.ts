/** A forest of several domains as a table: what each of its domain controllers holds. */

import { controlAccessRights } from "../../catalogue/control-access-rights.ts";
import { attributeGuids, classGuids } from "../../catalogue/schema-objects.ts";
import { encodeGuid } from "../../directory/security/guid.ts";
import { encodeSid } from "../../directory/security/sid.ts";
import { domainDn } from "../active-directory/distinguished-names.ts";
import type { ScriptedEntry } from "./entry.ts";

export interface ScriptedForest {
  /** The first one is the forest root domain. */
  readonly domains: readonly [ScriptedDomain, ...ScriptedDomain[]];
  /** Objects of the configuration partition besides those that every forest has. */
  readonly configuration?: readonly ScriptedEntry[];
}

export interface ScriptedDomain {
  readonly dnsName: string;
  readonly netBiosName: string;
  readonly sid: string;
  /** Of the domain root, self-relative; when absent nobody may read it. */
  readonly securityDescriptor?: Uint8Array;
  /** Objects besides the root of the domain. */
  readonly entries: readonly ScriptedEntry[];
  /** Whether its cross-reference is hidden from every reader. */
  readonly hidden?: boolean;
}

export function configurationOf({ domains: [root] }: ScriptedForest): string {
  return `CN=Configuration,${domainDn(root.dnsName)}`;
}

/** The objects of the partitions that every domain controller of the forest holds. */
export function forestEntries(forest: ScriptedForest): readonly ScriptedEntry[] {
  const configuration = configurationOf(forest);
  const partitions = `CN=Partitions,${configuration}`;
  return [
    entry(configuration, { objectClass: ["top", "configuration"] }),
    entry(partitions, { objectClass: ["top", "crossRefContainer"], "msDS-Behavior-Version": ["7"] }),
    ...crossReferences(forest, partitions),
    entry(`CN=Sites,${configuration}`, { objectClass: ["top", "sitesContainer"] }),
    ...forest.domains.map((domain) => domainControllerEntry(domain, configuration)),
    ...schemaEntries(configuration),
    ...(forest.configuration ?? []),
  ];
}

/** Cross-references with the flags of MS-ADTS 2.2.10: 1 a naming context, 2 a domain, 4 not in the global catalog. */
function crossReferences(forest: ScriptedForest, partitions: string): readonly ScriptedEntry[] {
  const reference = (name: string, nCName: string, flags: number, dnsRoot: string, more: object = {}): ScriptedEntry =>
    entry(`CN=${name},${partitions}`, {
      objectClass: ["top", "crossRef"],
      nCName: [nCName],
      systemFlags: [String(flags)],
      dnsRoot: [dnsRoot],
      ...more,
    });
  const [root] = forest.domains;
  const configuration = configurationOf(forest);
  return [
    reference("Enterprise Configuration", configuration, 1, root.dnsName),
    reference("Enterprise Schema", `CN=Schema,${configuration}`, 1, root.dnsName),
    reference("Forest DNS", `DC=ForestDnsZones,${domainDn(root.dnsName)}`, 5, `ForestDnsZones.${root.dnsName}`),
    ...forest.domains.map((domain) => ({
      ...reference(domain.netBiosName, domainDn(domain.dnsName), 3, domain.dnsName, {
        nETBIOSName: [domain.netBiosName],
      }),
      invisible: domain.hidden === true,
    })),
  ];
}

/** Where the forest says which domain a domain controller holds; it stays visible where the cross-reference is hidden. */
function domainControllerEntry({ dnsName, netBiosName }: ScriptedDomain, configuration: string): ScriptedEntry {
  const servers = `CN=Servers,CN=Default-First-Site-Name,CN=Sites,${configuration}`;
  return entry(`CN=NTDS Settings,CN=DC1-${netBiosName},${servers}`, {
    objectClass: ["top", "applicationSettings", "nTDSDSA"],
    "msDS-HasDomainNCs": [domainDn(dnsName)],
  });
}

/** rightsGuid of the property set User-Account-Restrictions. */
const accountRestrictions = "4c164200-20c0-11d0-a768-00aa006e0529";

function schemaEntries(configuration: string): readonly ScriptedEntry[] {
  const schema = `CN=Schema,${configuration}`;
  return [
    entry(schema, { objectClass: ["top", "dMD"], objectVersion: ["88"] }),
    ...Object.entries(classGuids).map(([name, guid]) =>
      entry(`CN=${name},${schema}`, {
        objectClass: ["top", "classSchema"],
        lDAPDisplayName: [name],
        schemaIDGUID: [encodeGuid(guid)],
        // New objects get nothing besides what they inherit.
        defaultSecurityDescriptor: ["D:"],
      }),
    ),
    ...Object.entries(attributeGuids).map(([name, guid]) =>
      entry(`CN=${name} attribute,${schema}`, {
        objectClass: ["top", "attributeSchema"],
        lDAPDisplayName: [name],
        schemaIDGUID: [encodeGuid(guid)],
        ...(name === "pwdLastSet" ? { attributeSecurityGUID: [encodeGuid(accountRestrictions)] } : {}),
      }),
    ),
    entry(`CN=Extended-Rights,${configuration}`, { objectClass: ["top", "container"] }),
    ...Object.entries(controlAccessRights).map(([name, { guid }]) =>
      entry(`CN=${name},CN=Extended-Rights,${configuration}`, {
        objectClass: ["top", "controlAccessRight"],
        cn: [name],
        rightsGuid: [guid],
      }),
    ),
  ];
}

/** The objects of one domain, its root included. */
export function domainEntries({ dnsName, sid, securityDescriptor, entries }: ScriptedDomain): readonly ScriptedEntry[] {
  return [
    entry(domainDn(dnsName), {
      objectClass: ["top", "domain", "domainDNS"],
      objectSid: [encodeSid(sid)],
      "msDS-Behavior-Version": ["7"],
      wellKnownObjects: [`B:32:AA312825768811D1ADED00C04FD8D5CD:CN=Computers,${domainDn(dnsName)}`],
      ...(securityDescriptor === undefined ? {} : { nTSecurityDescriptor: [securityDescriptor] }),
    }),
    ...entries,
  ];
}

function entry(distinguishedName: string, attributes: ScriptedEntry["attributes"]): ScriptedEntry {
  return { distinguishedName, attributes };
}
