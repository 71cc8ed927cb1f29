/** What the rules about the permissions of features share. */
import { isDeepStrictEqual } from "node:util";
import type { Command } from "../../catalogue/command.ts";
import type { ControlAccessRightName } from "../../catalogue/control-access-rights.ts";
import type { Fact } from "../../catalogue/fact.ts";
import type { FeatureId } from "../../catalogue/features.ts";
import type { PermissionSet, Purpose, Requirement } from "../../catalogue/permissions/requirement.ts";
import { permissions, purposeTitle } from "../../catalogue/permissions.ts";
import { Remedy, wayOut } from "../../catalogue/remedy.ts";
import type { SyncTool } from "../../catalogue/tools.ts";
import type { FoundAccount } from "../../directory/facts/account.ts";
import type { DomainPermissions, ObjectRights, PermissionGrant } from "../../directory/facts/permissions.ts";
import { settle } from "../judgement/settle.ts";
import { installerCreatesIt, met, undecided, unmet, type Verdict } from "../judgement/verdict.ts";

import { enumerated } from "./active-directory.ts";
import { dsaclsLines, permissionWords } from "./permission-words.ts";

/** Consequences and entries in a message; the rest is counted. */
const mostConsequences = 3;

export interface Judged {
  readonly tool: SyncTool;
  readonly found: FoundAccount;
  readonly features: readonly FeatureId[];
  /** The command which grants what a set is about to this account, in one domain. */
  readonly command: (set: PermissionSet, domain: DomainPermissions) => Command;
  /** Rights on the domain root that rules of their own judge. */
  readonly rightsJudgedElsewhere?: readonly ControlAccessRightName[];
  /** Whether an installer that has not run yet grants everything. */
  readonly installerGrants?: boolean;
}

/** Reading, and every feature that is on, in one domain. */
export function judgeDomain(judged: Judged, domain: DomainPermissions): readonly Verdict[] {
  const { found } = judged;
  const question = `its permissions on ${domain.distinguishedName}`;
  return settle(domain.requirements, { subject: found.name, question }, (rows) => {
    const grants = new Map(rows.map((row) => [row.requirement, row]));
    return setsInUse(judged).flatMap(([purpose, set]) => judgeSet(judged, domain, purpose, set, grants));
  });
}

/** Features whose permissions nobody can judge: said once, whatever the domains. */
export function undecidedFeatures(judged: Judged): readonly Verdict[] {
  return setsInUse(judged).flatMap(([purpose, set]) =>
    set.undecided === undefined
      ? []
      : [
          undecided(
            judged.found.name,
            `whether it has the permissions that ${purposeTitle(purpose)} needs`,
            set.undecided,
            Remedy.join(
              set.notes.map((note) => wayOut`${note}`),
              " ",
            ),
          ),
        ],
  );
}

/** What was found on the objects that a requirement is about; undefined where they could not be read. */
export function rightsOn({ objects }: DomainPermissions, { id }: Requirement): ObjectRights | undefined {
  if (!("observed" in objects)) return undefined;
  return objects.observed.rights.find(({ requirements }) => requirements.includes(id));
}

/** Whether an organizational unit grants what the domain root does not. */
function isHeldSomewhere({ objects, held, grantedFrom }: ObjectRights): boolean {
  return held > 0 || (objects === 0 && grantedFrom.count > 0);
}

function isRoot({ ways: [way] }: Requirement): boolean {
  return way.on === "domain root";
}

export function setsInUse({ tool, features }: Judged): readonly (readonly [Purpose, PermissionSet])[] {
  const wanted: ReadonlySet<string> = new Set<string>(["basic-read", ...features]);
  return [...permissions[tool]].filter(([purpose]) => wanted.has(purpose));
}

type Grants = ReadonlyMap<
  string,
  Extract<DomainPermissions["requirements"], { observed: unknown }>["observed"][number]
>;

function judgeSet(
  judged: Judged,
  domain: DomainPermissions,
  purpose: Purpose,
  set: PermissionSet,
  grants: Grants,
): readonly Verdict[] {
  const { found, rightsJudgedElsewhere = [] } = judged;
  const title = purposeTitle(purpose);
  const gaps: Gap[] = [];
  const open: Open[] = [];
  const wanted = set.requirements.filter(
    (requirement) => !takesOneOf(rightsJudgedElsewhere, requirement) && !isNeededAnyway(judged, requirement),
  );
  for (const requirement of wanted) {
    const objects = rightsOn(domain, requirement);
    // What the objects themselves show decides, whatever is known of the domain root.
    if (objects !== undefined && isHeldSomewhere(objects)) continue;
    const fact = grants.get(requirement.id)?.grant ?? notObserved;
    const certain = isRoot(requirement) || objects !== undefined;
    if (!("observed" in fact)) open.push({ requirement, fact, certain });
    else if (fact.observed.granted) continue;
    else if (requirement.ifMissing === "undecided" && "entry" in fact.observed && objects === undefined)
      open.push({ requirement, fact: elsewhere, certain });
    else gaps.push({ requirement, grant: fact.observed, certain });
  }
  const faults = grouped(gaps).flatMap((group) => gapVerdict(judged, domain, title, set, group));
  const all = [...faults, ...openVerdicts(found, domain, open)];
  if (all.length > 0 || wanted.length === 0) return all;
  return [met(found.name, `has the permissions that ${title} needs on ${domain.distinguishedName}`)];
}

function takesOneOf(rights: readonly ControlAccessRightName[], { ways: [{ action }] }: Requirement): boolean {
  return action.do === "use" && rights.includes(action.right);
}

/** Whether a feature that is on needs the same right as reading does: its gap is then named once, with the feature. */
export function isNeededAnyway(judged: Judged, { purpose, ways: [way] }: Requirement): boolean {
  if (purpose !== "basic-read") return false;
  return setsInUse(judged).some(
    ([other, set]) => other !== purpose && set.requirements.some(({ ways: [first] }) => isDeepStrictEqual(first, way)),
  );
}

/** A row that should be there: the resource was observed by another version. */
const notObserved = {
  unobservable: { reason: "it was not observed", remedy: 'Run "pulumi refresh" to observe it again.' },
} as const;

/** Groups are made where someone chose, which may be granted there alone. */
const elsewhere = {
  undecided: { reason: "it may be granted on an organizational unit that this stack does not name" },
} as const;

interface Open extends Wanted {
  readonly fact: Exclude<Fact<PermissionGrant>, { readonly observed: unknown }>;
}

/** One message for everything that stays open for the same reason; what would be a warning is one here too. */
function openVerdicts(found: FoundAccount, domain: DomainPermissions, open: readonly Open[]): readonly Verdict[] {
  const groups = Map.groupBy(open, (each) => JSON.stringify([blocks(each), each.fact]));
  return [...groups.values()].flatMap((group) => {
    const words = permissionWords(
      group.map(({ requirement }) => requirement.ways[0]),
      domain.distinguishedName,
    );
    const [first] = group;
    if (first === undefined) return [];
    const about = { subject: found.name, question: `whether it has ${words}` };
    const verdicts = settle<never>(first.fact, about, (nothing) => nothing);
    return verdicts.map((verdict) => ({ ...verdict, ...level(blocks(first)) }));
  });
}

type Refusal = Exclude<PermissionGrant, { readonly granted: true }>;

interface Wanted {
  readonly requirement: Requirement;
  /** Whether the objects themselves were looked at, so that no organizational unit can grant it unseen. */
  readonly certain: boolean;
}

interface Gap extends Wanted {
  readonly grant: Refusal;
}

/** One message for each kind of gap: its level, and what is in the way. */
function grouped(gaps: readonly Gap[]): readonly (readonly [Gap, ...Gap[]])[] {
  const groups = new Map<string, [Gap, ...Gap[]]>();
  for (const gap of gaps) {
    const key =
      "notInSchema" in gap.grant ? `schema ${gap.requirement.ifNotInSchema}` : `${blocks(gap)} ${gap.grant.deniedTo}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [gap]);
    else group.push(gap);
  }
  return [...groups.values()];
}

function gapVerdict(
  judged: Judged,
  domain: DomainPermissions,
  title: string,
  set: PermissionSet,
  gaps: readonly [Gap, ...Gap[]],
): readonly Verdict[] {
  const { found } = judged;
  const [first] = gaps;
  const { requirement, grant } = first;
  const consequence = consequences(gaps);
  const root = domain.distinguishedName;
  if ("notInSchema" in grant) {
    if (requirement.ifNotInSchema === "not applicable") return [];
    const names = new Set(gaps.flatMap((gap) => ("notInSchema" in gap.grant ? gap.grant.notInSchema : [])));
    const fact = `cannot do everything that ${title} includes in ${root}: the schema of the forest has no ${enumerated([...names])}`;
    const remedy = wayOut`Extend the schema, or remove the feature from the stack configuration if you do not use it. ${requirement.source}`;
    return [unmet(found.name, fact, { consequence, remedy, ...level(requirement.ifNotInSchema === "fault") })];
  }
  const ways = gaps.map((gap) => gap.requirement.ways[0]);
  const words = permissionWords(ways, root);
  if (grant.deniedTo !== null) {
    const fact = `is denied ${words}, which ${title} needs, by an ACE for ${grant.deniedTo}`;
    const remedy = wayOut`Remove the deny ACE for ${grant.deniedTo} from ${root}.`;
    return [unmet(found.name, fact, { consequence, remedy, ...level(blocks(first)) })];
  }
  if (judged.installerGrants) return [installerCreatesIt(found.name, `gets ${words} from the installer`)];
  const fact = `lacks ${words}, which ${title} needs`;
  return [
    unmet(found.name, fact, {
      consequence,
      remedy: grantRemedy(judged, domain, set, gaps),
      ...level(blocks(first)),
    }),
  ];
}

/**
 * A gap in writing stops export, and so does what may be one. Where objects could not be read, organizational units may
 * grant it anyway.
 */
function blocks({ requirement, certain }: Wanted): boolean {
  return requirement.ifMissing !== "warning" && certain;
}

export function level(mandatory: boolean): Pick<Verdict, "enforcementLevel"> {
  return mandatory ? {} : { enforcementLevel: "advisory" };
}

export function consequences(gaps: readonly { readonly requirement: Requirement }[]): string {
  const all = [...new Set(gaps.map(({ requirement }) => requirement.consequence))];
  const shown = all.slice(0, mostConsequences);
  return all.length > shown.length
    ? `${shown.join("; ")}; and ${all.length - shown.length} more consequences`
    : shown.join("; ");
}

function grantRemedy(judged: Judged, domain: DomainPermissions, set: PermissionSet, gaps: readonly Gap[]): Remedy {
  const root = domain.distinguishedName;
  const entries = gaps.flatMap(({ grant }) => ("entry" in grant ? [grant.entry] : []));
  const lines = dsaclsLines(
    gaps.map(({ requirement }) => requirement.ways[0]),
    root,
    judged.found.name,
  );
  const missing = wayOut`only ${entries.join("") || "what is missing"} on ${root} with: ${Remedy.join(lines, " ; ")}`;
  return set.grant === null
    ? wayOut`Grant ${missing}`
    : wayOut`Grant it with: ${judged.command(set, domain)} ; or grant ${missing}`;
}
