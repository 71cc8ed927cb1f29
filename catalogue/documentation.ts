/**
 * Writes docs/permissions.md from the catalogue. `node catalogue/documentation.ts` writes it, `--check` only says whether
 * it is current, with exit status 1 when it is not.
 */
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import writeFileAtomic from "write-file-atomic";
import { controlAccessRights } from "./control-access-rights.ts";
import type { Action, GrantedEntry, PermissionSet, Purpose, Requirement, Way } from "./permissions/requirement.ts";
import { permissions, purposeTitle } from "./permissions.ts";
import type { SyncTool } from "./tools.ts";

export const permissionsPage = fileURLToPath(new URL("../docs/permissions.md", import.meta.url));

const introduction = `# Permissions in Active Directory

What the AD DS Connector account and the gMSA of Cloud Sync need on each domain, feature by feature, how it is judged, and
what is not. The tables are generated from \`catalogue/permissions/\`: \`node catalogue/documentation.ts\`.

## How it is judged

On every domain root, for every permission below, whichever features are on, so that a snapshot answers for features
that are switched on later:

1. The names of classes, attributes and rights are looked up in the forest's own schema. What it does not have is reported
   as such.
2. Rights on the domain itself are judged on the descriptor of the domain root, as it is stored.
3. Rights on objects are judged on the descriptor that a *new object of that class directly below the domain root* would
   get: the entries of its class's default descriptor, and those it inherits from the root (MS-DTYP 2.5.3.4). An entry for
   \`user\` says nothing about an inetOrgPerson; inherit-only entries count below the root and not on it; an entry on the root
   alone counts on the root and not below it. This is what "objects below DC=… that inherit" means in a message.
4. The account's token holds its own security identifier, its SID history, its groups through any number of groups, Everyone
   and Authenticated Users. The first entry that settles the question, in stored order, is the answer, and is named.

Then every object that the reader sees is judged on its own descriptor: which requirements the account meets on it, and what
is in the way where it does not. What a permission granted on organizational units alone comes to is seen there, as is where
inheritance is switched off, an entry denies, AdminSDHolder protects, or an entry has not arrived yet. So are entries for the
account that no feature in use needs, on whatever object they stand.

A gap in writing is a fault, because export fails. A gap in reading is a warning: an account that may replicate directory
changes imports without it. Faults are mandatory, warnings advisory. A permission that is held on some objects or handed down
by some container is no gap; the objects that lack it are named one by one, mandatory where they are most of those in scope and
advisory otherwise. Where the objects could not be read, a fault below the domain root is advisory: an organizational unit may
grant the permission all the same. Replication rights of the connector account have rules of their own. The message names the
cmdlet, which often grants more than is needed, and the narrowest entry that mends the gap, in SDDL and as a line for
\`dsacls\`.

Before the installation of Cloud Sync what a gMSA lacks is the installer's to grant, which gives every permission to any gMSA.
What it holds beyond that, and anything at all in a domain that Cloud Sync does not synchronize, is excess before and after.

## Limits

- Objects that the reader does not see are not judged. Those whose descriptor it may not read are counted, and what the account
  may do to them is unobservable.
- Critical system objects, and accounts that installers of sync tools made, are left out: no tool synchronizes them. Filters by
  attribute or group are not known; organizational units are, where the stack names them.
- Rights beyond need are looked for in entries for the account itself, its former identities, and groups that somebody made and
  put it into. What everybody holds is not among them; at most 60 entries a domain are kept.
- What depends on a condition or on the way of signing in may leave a right undecided.
- A token is put together for each domain: groups local to another domain, those of BUILTIN included, do not count. Where the
  domain controller does not tell all groups and their members are hidden, what is missing is unobservable.
- A domain of which no domain controller answers is unobservable, and the others stand.

## How it is proved

- \`test/directory/security/inheritance.test.ts\`: each flag of an entry, by hand, and properties over random descriptors.
- \`test/lab/security/inheritance.test.ts\`: random containers on a Samba domain controller; the list of every object created
  in them is the computed one, entry by entry and in order. No difference is known. AdminSDHolder is not stamped by Samba.
- \`test/lab/directory/permissions.test.ts\`: accounts with random permissions write, create, delete and reset passwords on a
  domain controller; what is said of them is what it lets them do.
- \`test/directory/observations/permissions.test.ts\`: every permission alone, the entries of every cmdlet, the account of an
  Express installation and an untouched domain.
`;

/** The whole page. */
export function permissionsDocumentation(): string {
  return [
    introduction,
    "## AD DS Connector account\n",
    ...toolSections("connect-sync"),
    "## gMSA of Cloud Sync\n",
    ...toolSections("cloud-sync"),
  ]
    .join("\n")
    .trimEnd();
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

async function main(check: boolean): Promise<void> {
  const text = `${permissionsDocumentation()}\n`;
  if (!check) {
    await writeFileAtomic(permissionsPage, text);
    return;
  }
  if ((await readFile(permissionsPage, "utf8")) === text) return;
  process.stderr.write(
    "docs/permissions.md is not what the catalogue says; write it with: node catalogue/documentation.ts\n",
  );
  process.exitCode = 1;
}

if (import.meta.main) await main(process.argv.includes("--check"));
