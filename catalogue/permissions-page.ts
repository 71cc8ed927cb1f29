/** docs/permissions.md: what the accounts need in Active Directory, by feature. */
import { controlAccessRights } from "./control-access-rights.ts";
import type { Action, GrantedEntry, PermissionSet, Purpose, Requirement, Way } from "./permissions/requirement.ts";
import { permissions, purposeTitle } from "./permissions.ts";
import type { SyncTool } from "./tools.ts";

const introduction = `# Permissions in Active Directory

What the AD DS Connector account and the gMSA of Cloud Sync need on each domain, by feature, how the program judges it, and
what it does not judge. The tables are generated from \`catalogue/permissions/\`: \`npm run docs\`.
"ACE" is an access control entry.

## How it is judged

The program judges every permission below on every domain root, whichever features are on. So a snapshot also answers for
features that are enabled later:

1. The names of classes, attributes and rights are looked up in the schema of the forest. What the schema lacks is reported.
2. Rights on the domain itself are judged on the stored descriptor of the domain root.
3. Rights on objects are judged on the descriptor that a *new object of that class directly below the domain root* would get
   (MS-DTYP 2.5.3.4). It has the ACEs of the default descriptor of its class, and those it inherits from the root.
   - An ACE for \`user\` does not apply to an inetOrgPerson.
   - Inherit-only ACEs apply below the root, and not to the root.
   - An ACE only for the root applies to the root, and not below it.
   - Messages call these objects "objects below DC=… that inherit permissions".
4. The token of the account holds its own security identifier, its SID history, its direct and nested groups, Everyone
   and Authenticated Users. The first ACE in stored order that decides the question is the answer, and the message names it.

Then every object that the reader sees is judged on its own descriptor: which requirements the account meets on it, and
otherwise which ACE or setting prevents them. This finds:

- permissions that are granted only on organizational units;
- disabled inheritance, denying ACEs, protection by AdminSDHolder, and ACEs that have not arrived yet;
- ACEs for the account that no enabled feature needs, on any object.

A missing write permission is a fault, because export fails. A missing read permission is a warning, because an account that
may replicate directory changes imports without it. Faults are mandatory, warnings advisory.

A permission is not missing when the account holds it on some objects, or when a container passes it on. The objects without it
are then named one by one. They are mandatory when they are most of the objects in scope, and advisory otherwise. Where the
objects cannot be read, a fault below the domain root is advisory, because an organizational unit may grant the permission.

Separate rules judge the replication rights of the connector account. The message names the cmdlet, which often grants more
than is needed. It also names the narrowest ACE that fixes the fault, in SDDL and as a line for \`dsacls\`.

The installer of Cloud Sync gives every permission to any gMSA. So before the installation, the missing permissions of a gMSA are
the installer's to grant. Other permissions are excess, before and after. So is any permission in a domain that Cloud Sync
does not synchronize.

## Limits

- Only objects that the read account sees are judged. Objects whose descriptor it cannot read are counted, and what the account may
  do to them is unobservable.
- Critical system objects, and accounts that installers of sync tools created, are left out: no tool synchronizes them. Filters
  by attribute or group are unknown. Organizational units are known when the stack names them.
- Excess rights are looked for in ACEs for the account, its former identities, and its groups that a person created. Rights
  that everyone holds are not among them. At most 60 ACEs a domain are kept.
- A right can be undecided when it depends on a condition or on the type of sign-in.
- A token is computed for each domain. Local groups of other domains, also those of BUILTIN, are not in it. If the domain
  controller does not list all groups and their members are hidden, what is missing is unobservable.
- A domain is unobservable when none of its domain controllers answers. The other domains are judged.

## How it is proved

- \`test/directory/security/inheritance.test.ts\`: each flag of an ACE, by hand, and properties over random descriptors.
- \`test/lab/security/inheritance.test.ts\`: random containers on a Samba domain controller. The list of every object created
  in them is the computed one, ACE by ACE and in order. No difference is known. Samba does not apply AdminSDHolder.
- \`test/lab/directory/permissions.full.test.ts\`: accounts with random permissions write, create, delete and reset passwords on a
  domain controller. The verdicts match what it allows.
- \`test/directory/inspection/permissions.test.ts\`: every permission alone, the ACEs of every cmdlet, the account of an
  Express installation and an untouched domain.
`;

/** The whole page. */
export function permissionsPage(): string {
  const sections = [
    introduction,
    "## AD DS Connector account\n",
    ...toolSections("connect-sync"),
    "## gMSA of Cloud Sync\n",
    ...toolSections("cloud-sync"),
  ];
  return `${sections.join("\n").trimEnd()}\n`;
}

function toolSections(tool: SyncTool): readonly string[] {
  return [...permissions[tool]].map(([purpose, set]) => section(purpose, set));
}

function section(purpose: Purpose, { requirements, grant, notes, undecided }: PermissionSet): string {
  const table = ["| needed | on | otherwise | level |", "|---|---|---|---|", ...requirements.map(row)];
  const lines = [
    `### ${purposeTitle(purpose)}\n`,
    ...(undecided === undefined ? [] : [`Not judged: ${undecided}.\n`]),
    ...(requirements.length === 0 ? [] : [...table, ""]),
    ...(grant === null
      ? []
      : [
          `\`${grant.command}\` grants ([source](${grant.source})):\n`,
          ...grant.entries.map((entry) => `- ${grantWords(entry)}`),
          "",
        ]),
    ...notes.map((note) => `${note}\n`),
  ];
  return lines.join("\n");
}

function row({ ways, consequence, ifMissing, source }: Requirement): string {
  const needed = ways.map(({ action }) => actionWords(action)).join(", or ");
  const places = [...new Set(ways.map(placeWords))].join(", or ");
  return `| ${needed} | ${places} | [${consequence}](${source}) | ${ifMissing} |`;
}

function placeWords({ on }: Way): string {
  return on === "domain root" ? "domain root" : `${on.newObjects} objects below`;
}

function actionWords(action: Action): string {
  switch (action.do) {
    case "read all properties":
      return "read all properties";
    case "write all properties":
      return "write all properties";
    case "write":
      return `write \`${action.attribute}\``;
    case "use":
      return controlAccessRights[action.right].displayName;
    case "create":
      return `create ${action.child} objects`;
    case "delete children":
      return `delete ${action.child} objects in it`;
    case "delete":
      return "delete";
  }
}

function grantWords({ rights, objectType, objectClass, scope }: GrantedEntry): string {
  const what = objectType === undefined ? "" : ` of \`${objectType}\``;
  const where = objectClass === undefined ? scope : `${scope}, ${objectClass} objects`;
  return `\`${rights}\`${what}: ${where}`;
}
