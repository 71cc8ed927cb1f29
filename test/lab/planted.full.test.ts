/**
 * Requirements of every kind in every situation, planted into a domain that a domain controller serves: an account for
 * each. What is observed and said is the same as of the forests in memory, where every requirement has its turn.
 */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, it } from "vitest";
import { controlAccessRights } from "../../catalogue/control-access-rights.ts";
import { requirementsOf } from "../../catalogue/permissions.ts";
import { attributeGuids, classGuids } from "../../catalogue/schema-objects.ts";
import type { SyncTool } from "../../catalogue/tools.ts";
import type { Directories } from "../../directory/directories.ts";
import type { EntryDescription, ForestDescription, GroupDescription } from "../../lab/active-directory/description.ts";
import { unitDn } from "../../lab/active-directory/distinguished-names.ts";
import { type PracticeDirectory, startPracticeDirectory } from "../../lab/active-directory/practice-directory.ts";
import { contoso } from "../../lab/active-directory/sample-forests.ts";
import { CertificateAuthority } from "../../lab/certificate-authority.ts";
import { check, clock, type Declared, requestFor, resourceFor } from "../planted/checks.ts";
import { leaves, type PlantedEntry, propertySetGuids, type Trustee, units } from "../planted/model.ts";
import { alone, otherEntries, type Planting, type Subject, situations } from "../planted/situations.ts";
import { liveDirectories, recordedDirectories } from "./directory/northwind.ts";

/** On the domain root, on users, on the containers of groups; one of each kind of right. */
const representatives: readonly (readonly [SyncTool, string])[] = [
  ["connect-sync", "password-hash-sync/DS-Replication-Get-Changes-All/domain root"],
  ["connect-sync", "password-writeback/User-Force-Change-Password/user"],
  ["connect-sync", "password-writeback/write pwdLastSet/user"],
  ["cloud-sync", "group-provisioning/delete/group"],
];

interface Cell {
  readonly title: string;
  readonly subject: Subject;
  readonly planting: Planting;
  /** sAMAccountNames. */
  readonly names: Readonly<Record<Trustee, string>>;
  /** Holds whatever else is needed. */
  readonly others: string;
}

const cells: readonly Cell[] = representatives.flatMap(([tool, id], row) => {
  const requirement = requirementsOf(tool).find((each) => each.id === id);
  if (requirement === undefined) throw new Error(`${tool} has no requirement ${id}`);
  return situations.flatMap(({ title, plant }, column): Cell[] => {
    const subject = alone(tool, requirement);
    const planting = plant(subject);
    if (planting === null) return [];
    const number = `${row}${String(column).padStart(2, "0")}`;
    return [
      {
        title,
        subject,
        planting,
        names: { account: `svc${number}`, "inner group": `Inner${number}`, "outer group": `Outer${number}` },
        others: `Others ${row}${planting.features.length}`,
      },
    ];
  });
});

const guids: Readonly<Record<string, string>> = {
  ...attributeGuids,
  ...classGuids,
  ...Object.fromEntries(Object.entries(controlAccessRights).map(([name, { guid }]) => [name, guid])),
  ...propertySetGuids,
};

function sddl({ kind, rights, objectType, objectClass, reach }: PlantedEntry, trustee: string): string {
  const flags = { "this object": "", "this object and descendants": "CI", descendants: "CIIO" }[reach];
  const guid = (name: string | undefined) => (name === undefined ? "" : guids[name]);
  return `(${kind === "allow" ? "OA" : "OD"};${flags};${rights};${guid(objectType)};${guid(objectClass)};{SID of ${trustee}})`;
}

/** Classes that representatives are about. */
const objects = leaves.filter(({ objectClass }) => objectClass === "user" || objectClass === "group");
const guarded = objects.filter(({ barrier }) => barrier === "protected");

/** One description for each place, as every change of the domain root reaches everything below it. */
function plantedEntries(): readonly EntryDescription[] {
  const shared = new Map(cells.map((cell) => [cell.others, cell]));
  const all = [
    ...cells.flatMap(({ planting, names }) =>
      planting.entries.flatMap((entry) => entry.on.map((on) => ({ on, text: sddl(entry, names[entry.to]) }))),
    ),
    // As AdminSDHolder leaves it: adminCount can be read.
    ...guarded.map(({ name }) => ({ on: name, text: "(A;;LCRPLORC;;;AU)" })),
    // Everybody may read in a domain that nobody hardened.
    ...[...shared].flatMap(([group, { subject, planting }]) =>
      otherEntries(subject, planting)
        .filter(({ rights }) => rights !== "RP")
        .flatMap((entry) => entry.on.map((on) => ({ on, text: sddl(entry, group) }))),
    ),
  ];
  return [...Map.groupBy(all, ({ on }) => on)].map(([on, entries]) => ({
    on,
    sddl: entries.map(({ text }) => text).join(""),
  }));
}

function plantedDomain(): ForestDescription {
  const placed = (wanted: string) =>
    objects
      .filter(({ objectClass }) => objectClass === wanted)
      .map(({ name, unit, barrier }) => ({
        name,
        ou: unit ?? "",
        ...(barrier === "protected" ? { attributes: { adminCount: "1" } } : {}),
      }));
  const usesGroups = ({ planting }: Cell) => planting.entries.some(({ to }) => to === "outer group");
  const groups: readonly GroupDescription[] = [
    ...placed("group"),
    ...[...Map.groupBy(cells, ({ others }) => others)].map(([name, members]) => ({
      name,
      ou: units.sync,
      members: members.map(({ names }) => names.account),
    })),
    ...cells.filter(usesGroups).flatMap(({ names }): GroupDescription[] => [
      { name: names["inner group"], ou: units.sync, members: [names.account] },
      { name: names["outer group"], ou: units.sync, scope: "domain local", members: [names["inner group"]] },
    ]),
  ];
  return {
    // The same as elsewhere, so that it is provisioned once.
    domain: contoso().domain,
    organizationalUnits: Object.values(units),
    users: [...placed("user"), ...cells.map(({ names }) => ({ name: names.account, ou: units.sync }))],
    groups,
    inheritanceOff: [
      units.board,
      ...objects.filter(({ unit }) => unit === units.loners || unit === units.guarded).map(({ name }) => name),
    ],
    entries: plantedEntries(),
  };
}

let folder: string;
let practice: PracticeDirectory;
let live: Directories;
let recorded: Directories;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "hybrid-sync-planted-"));
  const authority = await CertificateAuthority.create();
  await writeFile(join(folder, "authority.pem"), authority.certificate);
  practice = await startPracticeDirectory(plantedDomain(), { authority });
  const authorityFile = join(folder, "authority.pem");
  live = liveDirectories(practice, authorityFile);
  const asked = cells.map((cell) => requestFor(declaredIn(cell)));
  const file = join(folder, "planted.snapshot.json");
  recorded = await recordedDirectories(practice, authorityFile, asked, { file, at: clock });
  // Of fifty accounts, each of which others may take over.
}, 300_000);
afterAll(async () => {
  await live?.close();
  await recorded?.close();
  await practice?.stop();
  await rm(folder, { recursive: true, force: true });
});

function declaredIn({ subject, planting, names }: Cell): Declared {
  return {
    tool: subject.tool,
    forest: practice.domain,
    name: practice.dnOf(names.account),
    organizationalUnits: planting.scope.map((path) => unitDn(practice.domain, path)),
    features: planting.features,
  };
}

describe.each(representatives)("of what %s needs, %s", (tool, id) => {
  const own = cells.filter(({ subject }) => subject.tool === tool && subject.requirement.id === id);
  it.each(own.map((cell) => [cell.title, cell] as const))("%s, live and in a snapshot", async (_, cell) => {
    const { subject, planting, names } = cell;
    const declared = declaredIn(cell);
    for (const directories of [live, recorded]) {
      const observed = await directories.observe(requestFor(declared));
      const resource = resourceFor(declared, JSON.parse(JSON.stringify(observed)));
      check(subject, planting.expected, resource, {
        trustee: (trustee) => `CONTOSO\\${names[trustee]}`,
        place: (name) => practice.dnOf(name),
      });
    }
  });
});
