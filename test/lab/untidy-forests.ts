/**
 * What administrators find untidy and no tool stumbles over: each may be in a forest that is healthy. They are planted all
 * at once, because none of them has to do with another.
 */

import type { ForestChange, ForestDescription } from "../../lab/active-directory/description.ts";
import { extendDescription } from "../../lab/active-directory/extend-description.ts";
import { controlAccess } from "../../lab/active-directory/permission.ts";
import { contoso } from "../../lab/active-directory/sample-forests.ts";

export interface Untidiness {
  readonly title: string;
  readonly add?: NonNullable<ForestChange["add"]>;
  /** Attributes of what is there, by account. */
  readonly attributes?: ForestChange["attributes"];
  /** Names under `tierZero`. */
  readonly tierZero?: readonly string[];
  /** What no description says, as SYSTEM: distinguished name below the domain root, attribute, values. */
  readonly set?: readonly (readonly [below: string, attribute: string, values: readonly string[]])[];
  /** Objects to make, and members that join and leave groups, by distinguished names too. */
  readonly make?: readonly (readonly [below: string, attributes: Readonly<Record<string, string | string[]>>])[];
  readonly join?: readonly (readonly [group: string, member: string])[];
  readonly leave?: readonly (readonly [group: string, member: string])[];
}

const staff = "Staff";
const foreign = "S-1-5-21-1004336348-1177238915-682003330";
/** An attribute and a class, by their identifiers in any schema. */
const guids = { description: "bf967950-0de6-11d0-a285-00aa003049e2", computer: "bf967a86-0de6-11d0-a285-00aa003049e2" };

export const untidiness: readonly Untidiness[] = [
  {
    title: "operators' groups with members who are in Tier 0 anyway",
    add: {
      members: ["Account Operators", "Backup Operators", "Server Operators", "Print Operators"].map((group) => ({
        group,
        members: ["adm-cloudsync"],
      })),
    },
  },
  {
    title: "units protected from accidental deletion",
    add: {
      entries: [
        ...[`${staff}/Berlin`, `${staff}/Lisbon`, "Tier 0/Sync/Accounts"].map((on) => ({ on, sddl: "(D;;DTSD;;;WD)" })),
        ...[staff, "Tier 0/Sync"].map((on) => ({ on, sddl: "(D;;DC;;;WD)" })),
      ],
    },
  },
  {
    title: "the account of SharePoint, which replicates and is named as Tier 0",
    add: {
      users: [{ name: "svc-sharepoint", ou: "Tier 0/Administrators" }],
      entries: [
        { on: "domain root", grant: controlAccess("DS-Replication-Get-Changes"), to: "svc-sharepoint" },
        { on: "domain root", grant: controlAccess("DS-Replication-Get-Changes-All"), to: "svc-sharepoint" },
      ],
    },
    tierZero: ["CONTOSO\\svc-sharepoint"],
  },
  {
    title: "Exchange, which may change permissions of everything and is named as Tier 0",
    add: {
      computers: [{ name: "EX01" }],
      groups: [{ name: "Exchange Trusted Subsystem", scope: "universal", members: ["EX01"] }],
      entries: [{ on: "domain root", sddl: "(A;CI;RCWD;;;{SID of Exchange Trusted Subsystem})" }],
    },
    tierZero: ["CONTOSO\\Exchange Trusted Subsystem"],
  },
  {
    title: "a service desk that resets passwords of the staff",
    add: {
      groups: [{ name: "Service Desk", ou: "Groups", members: ["amelie.koch"] }],
      entries: [
        { on: staff, grant: controlAccess("User-Force-Change-Password", { descendants: "user" }), to: "Service Desk" },
      ],
    },
  },
  {
    title: "entries of accounts that are gone",
    add: {
      entries: [
        { on: "domain root", sddl: `(A;CI;RPLC;;;${foreign}-2201)` },
        { on: staff, sddl: `(A;CI;GA;;;${foreign}-2202)` },
      ],
    },
  },
  { title: "members from a trusted forest", join: [["CN=Finance,OU=Groups", `<SID=${foreign}-1105>`]] },
  {
    title: "people who were migrated and kept their SID history",
    set: [["CN=Nadia Haddad,OU=Berlin,OU=Staff", "sIDHistory", [`${foreign}-1301`]]],
  },
  {
    title: "a disjoint namespace",
    attributes: ["SYNC01", "SYNC02", "AGENT01", "AGENT02"].map((of) => ({
      of,
      replace: { dNSHostName: `${of.toLowerCase()}.servers.corp.example` },
    })),
  },
  {
    title: "list object mode",
    set: [["CN=Directory Service,CN=Windows NT,CN=Services,CN=Configuration", "dSHeuristics", ["001"]]],
  },
  {
    title: "an empty Pre-Windows 2000 Compatible Access, and a read account that may read all the same",
    add: { entries: [{ on: "domain root", sddl: "(A;CI;RPLCLORC;;;{SID of svc-reader})" }] },
    leave: [["CN=Pre-Windows 2000 Compatible Access,CN=Builtin", "CN=S-1-5-11,CN=ForeignSecurityPrincipals"]],
  },
  {
    title: "a former administrator outside of the scope, with adminCount and without inheritance",
    add: {
      organizationalUnits: ["Alumni"],
      users: [{ name: "former.admin", ou: "Alumni", attributes: { adminCount: "1" } }],
      inheritanceOff: ["former.admin"],
      entries: [{ on: "former.admin", sddl: "(A;;LCRPLORC;;;AU)" }],
    },
  },
  {
    title: "groups that are members of each other",
    add: {
      groups: [
        { name: "Ping", ou: "Groups", scope: "universal" },
        { name: "Pong", ou: "Groups", scope: "universal", members: ["Ping"] },
      ],
      members: [{ group: "Ping", members: ["Pong"] }],
    },
  },
  {
    title: "distribution groups",
    add: { groups: [{ name: "Newsletter", ou: "Groups", members: ["joao.santos"], attributes: { groupType: "2" } }] },
  },
  {
    title: "names with commas, quotes and letters of many languages",
    add: {
      organizationalUnits: [`${staff}/Büro Süd`],
      users: [
        { name: "jo.oneill", displayName: 'O\'Neill, "Jo"', ou: `${staff}/Büro Süd` },
        { name: "太郎", displayName: "山田 太郎", ou: `${staff}/Büro Süd` },
      ],
    },
  },
  {
    title: "people who left: disabled, expired, never signed in",
    add: {
      users: [
        { name: "left.1", ou: `${staff}/Berlin`, enabled: false },
        { name: "left.2", ou: `${staff}/Berlin`, attributes: { accountExpires: "132223104000000000" } },
      ],
    },
  },
  {
    title: "a connector account whose password never expires, with the sync servers as its only workstations",
    attributes: [
      {
        of: "svc-connect",
        replace: { userAccountControl: "66048", userWorkstations: "SYNC01,SYNC02", accountExpires: "0" },
      },
    ],
  },
  {
    title: "servers that retrieve the password of the gMSA through nested groups",
    add: {
      groups: [
        { name: "Agents Berlin", ou: "Tier 0/Sync/Groups", members: ["AGENT01", "AGENT02"] },
        { name: "Agents", ou: "Tier 0/Sync/Groups", members: ["Agents Berlin"] },
      ],
    },
  },
  {
    title: "delegation of an application that has nothing to do with synchronization",
    add: { computers: [{ name: "APP01", attributes: { "msDS-AllowedToDelegateTo": ["HTTP/app02.contoso.example"] } }] },
  },
  {
    title: "the account of Microsoft Entra Kerberos",
    add: { computers: [{ name: "AZUREADKERBEROS", ou: "Tier 0/Sync/Servers" }] },
  },
  {
    title: "administrators in Protected Users",
    add: { members: [{ group: "Protected Users", members: ["adm-cloudsync", "adm-connect"] }] },
  },
  {
    title: "a password policy for administrators alone",
    make: [
      [
        "CN=Administrators,CN=Password Settings Container,CN=System",
        {
          objectClass: "msDS-PasswordSettings",
          "msDS-PasswordSettingsPrecedence": "10",
          "msDS-PasswordReversibleEncryptionEnabled": "FALSE",
          "msDS-PasswordHistoryLength": "24",
          "msDS-PasswordComplexityEnabled": "TRUE",
          "msDS-MinimumPasswordLength": "14",
          "msDS-MinimumPasswordAge": "-864000000000",
          "msDS-MaximumPasswordAge": "-36288000000000",
          "msDS-LockoutThreshold": "0",
          "msDS-LockoutObservationWindow": "-18000000000",
          "msDS-LockoutDuration": "-18000000000",
          "msDS-PSOAppliesTo": "CN=Domain Admins,CN=Users",
        },
      ],
    ],
  },
  {
    title: "computers that write their own attributes, as for a local administrator's password",
    add: { entries: [{ on: "domain root", sddl: `(OA;CIIO;RPWP;${guids.description};${guids.computer};PS)` }] },
  },
  {
    title: "a team that joins workstations",
    add: {
      organizationalUnits: ["Workstations"],
      groups: [{ name: "Workstation Joiners", ou: "Groups", members: ["piotr.zielinski"] }],
      entries: [{ on: "Workstations", sddl: `(OA;CI;CCDC;${guids.computer};;{SID of Workstation Joiners})` }],
    },
  },
  {
    title: "managed service accounts of other services",
    add: {
      groupManagedServiceAccounts: [{ name: "gmsa-backup", retrievers: [] }],
      standaloneManagedServiceAccounts: [{ name: "msa-print" }],
    },
  },
  {
    title: "contacts among the staff",
    make: [["CN=Supplier,OU=Berlin,OU=Staff", { objectClass: "contact", mail: "supplier@fabrikam.example" }]],
  },
  { title: "an empty unit in scope", add: { organizationalUnits: [`${staff}/Porto`] } },
  {
    title: "group names of another language",
    set: [
      ["CN=Domain Admins,CN=Users", "sAMAccountName", ["Domänen-Admins"]],
      ["CN=Enterprise Admins,CN=Users", "sAMAccountName", ["Organisations-Admins"]],
      ["CN=Administrators,CN=Builtin", "sAMAccountName", ["Administratoren"]],
    ],
  },
];

/** The sample forest with all of it that a description can say. */
export function untidyContoso(): ForestDescription {
  return untidiness.reduce<ForestDescription>((forest, { add }) => extendDescription(forest, add ?? {}), {
    ...contoso(),
    groupManagedServiceAccounts: contoso().groupManagedServiceAccounts.map((account) =>
      account.name === "provAgentgMSA" ? { ...account, retrievers: ["Agents"] } : account,
    ),
  });
}
