/** The forests of the sample stacks: a small company, once as it should be and once with faults seen in the field. */
import { isDeepStrictEqual } from "node:util";
import { connectorRights } from "./connector-rights.ts";
import type { EntryDescription, ForestDescription, UserDescription } from "./description.ts";
import { lockedDown } from "./lock-down.ts";
import { controlAccess, fullControl, writeProperty } from "./permission.ts";

const accountsUnit = "Tier 0/Sync/Accounts";
const groupsUnit = "Tier 0/Sync/Groups";
const serversUnit = "Tier 0/Sync/Servers";
const administratorsUnit = "Tier 0/Administrators";
const staffUnit = "Staff";
const executivesUnit = `${staffUnit}/Executives`;

const getChangesAll: EntryDescription = {
  on: "domain root",
  grant: controlAccess("DS-Replication-Get-Changes-All"),
  to: "svc-connect",
};

const writeLockoutTime: EntryDescription = {
  on: "domain root",
  grant: writeProperty("lockoutTime", { descendants: "user" }),
  to: "svc-connect",
};

/**
 * A single-domain company, ready for Cloud Sync with password hash synchronization, and for Connect Sync with that,
 * password writeback and ms-DS-ConsistencyGuid as source anchor.
 */
export function contoso(): Required<ForestDescription> {
  return {
    domain: {
      dnsName: "contoso.example",
      netBiosName: "CONTOSO",
      sid: "S-1-5-21-2840175193-1603927845-3361870524",
      // With password writeback, nobody has to keep a password for a day.
      attributes: { minPwdAge: "0" },
    },
    reader: { name: "svc-reader", displayName: "Hybrid sync reader", ou: accountsUnit },
    organizationalUnits: [
      accountsUnit,
      groupsUnit,
      serversUnit,
      administratorsUnit,
      `${staffUnit}/Berlin`,
      `${staffUnit}/Lisbon`,
      "Groups",
    ],
    users: [
      {
        name: "adm-cloudsync",
        displayName: "Cloud Sync installation",
        ou: administratorsUnit,
        memberOf: ["Domain Admins"],
      },
      {
        name: "adm-connect",
        displayName: "Connect Sync installation",
        ou: administratorsUnit,
        memberOf: ["Enterprise Admins"],
      },
      { name: "svc-connect", displayName: "AD DS Connector account", ou: accountsUnit, attributes: lockedDown },
      ...staff,
    ],
    groups: [
      { name: "Sync Readers", ou: groupsUnit, members: ["svc-connect"] },
      { name: "Sync Servers", ou: groupsUnit, members: ["SYNC01", "SYNC02"] },
      { name: "Finance", ou: "Groups", members: ["amelie.koch", "joao.santos"] },
      { name: "Engineering", ou: "Groups", members: ["nadia.haddad", "piotr.zielinski"] },
      { name: "All Staff", ou: "Groups", scope: "universal", members: ["Finance", "Engineering"] },
    ],
    computers: [
      { name: "SYNC01", ou: serversUnit },
      { name: "SYNC02", ou: serversUnit },
      { name: "AGENT01", ou: serversUnit },
      { name: "AGENT02", ou: serversUnit },
    ],
    groupManagedServiceAccounts: [
      { name: "gmsa-adsync", retrievers: ["Sync Servers"] },
      { name: "provAgentgMSA", retrievers: ["AGENT01", "AGENT02"], attributes: lockedDown },
    ],
    entries: [
      ...connectorRights(["basic-read", "ms-ds-consistency-guid", "password-writeback"], "svc-connect"),
      { on: "domain root", grant: controlAccess("DS-Replication-Get-Changes"), to: "Sync Readers" },
      getChangesAll,
      ...connectorRights(["basic-read", "password-hash-sync"], "provAgentgMSA"),
    ],
    standaloneManagedServiceAccounts: [],
    inheritanceOff: [],
  };
}

/**
 * The same company with faults on the Active Directory side: the connector account is a backup operator through two
 * groups, lacks Get-Changes-All and may not write lockoutTime, a Cloud Sync server may not retrieve the gMSA's password,
 * which is RC4-only, the helpdesk may reset the password of the connector account, which is not locked down, and the
 * ADSync service account is a standalone managed service account. The connector account may sign in on SYNC01 only, and
 * people must keep a password for a day. What is granted on the domain does not reach an organizational unit and a former
 * administrator, and the connector account has full control of the groups. The account of seamless single sign-on uses
 * RC4. The administrator of Cloud Sync is a Domain Admin in both; whether still or not yet is for a stack to say.
 */
export function contosoFaulty(): Required<ForestDescription> {
  const healthy = contoso();
  return {
    ...healthy,
    domain: { ...healthy.domain, attributes: { minPwdAge: "-864000000000" } },
    users: [
      ...healthy.users.map((user) =>
        user.name === "svc-connect" ? { ...user, attributes: { userWorkstations: "SYNC01" } } : user,
      ),
      { name: "svc-migration", displayName: "Migration 2024", ou: staffUnit },
      { ...person("helena.weiss", "Helena Weiss", "Berlin"), ou: executivesUnit },
      { ...person("tomas.ferreira", "Tomás Ferreira", "Lisbon"), ou: executivesUnit },
      formerAdministrator,
    ],
    groups: [
      ...healthy.groups,
      { name: "Server Helpers", ou: groupsUnit, members: ["svc-connect"] },
      { name: "Backup Team", ou: groupsUnit, members: ["Server Helpers"], memberOf: ["Backup Operators"] },
      { name: "Helpdesk", ou: "Groups", members: ["amelie.koch", "piotr.zielinski"] },
    ],
    groupManagedServiceAccounts: [
      { name: "provAgentgMSA", retrievers: ["AGENT01"], encryptionTypes: ["RC4"], attributes: lockedDown },
    ],
    standaloneManagedServiceAccounts: [{ name: "msa-adsync" }],
    computers: [
      ...healthy.computers,
      { name: "AZUREADSSOACC", attributes: { "msDS-SupportedEncryptionTypes": "28", pwdLastSet: "-1" } },
    ],
    organizationalUnits: [...healthy.organizationalUnits, executivesUnit],
    inheritanceOff: [executivesUnit, formerAdministrator.name],
    entries: [
      ...healthy.entries.filter(
        (entry) => !isDeepStrictEqual(entry, getChangesAll) && !isDeepStrictEqual(entry, writeLockoutTime),
      ),
      // Left from a migration.
      { on: "Groups", grant: fullControl({ scope: "this object and descendants" }), to: "svc-connect" },
      // As AdminSDHolder leaves it.
      { on: formerAdministrator.name, sddl: "(A;;LCRPLORC;;;AU)" },
      {
        on: "Tier 0/Sync",
        grant: controlAccess("User-Force-Change-Password", { descendants: "user" }),
        to: "Helpdesk",
      },
      // Left over from a migration.
      { on: "domain root", grant: controlAccess("DS-Replication-Get-Changes"), to: "svc-migration" },
      { on: "domain root", grant: controlAccess("DS-Replication-Get-Changes-All"), to: "svc-migration" },
    ],
  };
}

const staff: readonly UserDescription[] = [
  person("amelie.koch", "Amelie Koch", "Berlin"),
  person("nadia.haddad", "Nadia Haddad", "Berlin"),
  { ...person("viktor.brandt", "Viktor Brandt", "Berlin"), enabled: false },
  person("joao.santos", "João Santos", "Lisbon"),
  person("piotr.zielinski", "Piotr Zieliński", "Lisbon"),
];

/** Was in Domain Admins once: adminCount and the switched-off inheritance have stayed. */
const formerAdministrator: UserDescription = {
  ...person("jonas.meyer", "Jonas Meyer", "Berlin"),
  attributes: { ...person("jonas.meyer", "Jonas Meyer", "Berlin").attributes, adminCount: "1" },
};

function person(name: string, displayName: string, office: string): UserDescription {
  const [givenName = "", surname = ""] = displayName.split(" ");
  return {
    name,
    displayName,
    ou: `${staffUnit}/${office}`,
    attributes: { givenName, sn: surname, mail: `${name}@contoso.example`, l: office },
  };
}
