/** What the rules about the permissions of features share. */

import { isDeepStrictEqual } from "node:util";
import { commandFor, type GrantChange, grants } from "../../catalogue/change-commands.ts";
import type { Command } from "../../catalogue/command.ts";
import type { ControlAccessRightName } from "../../catalogue/control-access-rights.ts";
import type { Fact } from "../../catalogue/fact.ts";
import type { FeatureId } from "../../catalogue/features.ts";
import { attributeWrittenBack, writtenBack } from "../../catalogue/permissions/exchange-online.ts";
import type { PermissionSet, Purpose, Requirement, Way } from "../../catalogue/permissions/requirement.ts";
import {
  type DeclaredPermissions,
  permissionsAsDeclared,
  purposeTitle,
  requirementsOf,
} from "../../catalogue/permissions.ts";
import { Remedy, wayOut } from "../../catalogue/remedy.ts";
import { type SyncTool, toolIds } from "../../catalogue/tools.ts";
import type { FoundAccount } from "../../directory/facts/account.ts";
import type { DomainPermissions, ObjectRights, PermissionGrant } from "../../directory/facts/permissions.ts";
import type { JudgedPermission } from "../judgement/details.ts";
import { settle } from "../judgement/settle.ts";
import { about } from "../judgement/subject.ts";
import { installerCreatesIt, met, ofItem, undecided, unmet, type Verdict } from "../judgement/verdict.ts";

import { enumerated } from "./active-directory.ts";
import { denialRemedy } from "./denying-entries.ts";
import { misplacedWords } from "./misplaced-entries.ts";
import { actionWords, permissionWords } from "./permission-words.ts";

/** An account, and what is wanted of it. */
export interface Needs extends DeclaredPermissions {
  readonly tool: SyncTool;
  readonly found: FoundAccount;
  readonly features: readonly FeatureId[];
}

export interface Judged extends Needs {
  /** The command which grants what a set is about to this account, in one domain. */
  readonly command: (set: PermissionSet, domain: DomainPermissions) => Command;
  /** Rights on the domain root that rules of their own judge. */
  readonly rightsJudgedElsewhere?: readonly ControlAccessRightName[];
  /** What an installer that has not run yet grants; nothing when absent. */
  readonly installer?: Installer;
}

export type Installer =
  | "grants everything"
  | "grants nothing"
  /** Where that is not known: why, and how to say it. */
  | { readonly mayGrant: { readonly reason: string; readonly remedy: Remedy } };

/** Reading, and every feature that is on, in one domain. */
export function judgeDomain(judged: Judged, domain: DomainPermissions): readonly Verdict[] {
  const { found } = judged;
  const question = `its permissions on ${domain.distinguishedName}`;
  const verdicts = settle(
    domain.requirements,
    { subject: about(found, domain.distinguishedName), question },
    (rows) => {
      const grants = new Map(rows.map((row) => [row.requirement, row]));
      return setsInUse(judged).flatMap(([purpose, set]) => judgeSet(judged, domain, purpose, set, grants));
    },
  );
  if ("observed" in domain.requirements) return verdicts;
  const all = setsInUse(judged).flatMap(([, set]) => wantedOf(judged, set));
  return verdicts.map((verdict) => ({ ...verdict, permissions: permissionsOf(domain, all) }));
}

/** What a table of permissions shows of requirements. @param verdict instead of that of the verdict which carries it */
export function permissionsOf(
  domain: DomainPermissions,
  requirements: readonly Requirement[],
  verdict?: JudgedPermission["verdict"],
): readonly JudgedPermission[] {
  return requirements.map((requirement) => {
    const objects = rightsOn(domain, requirement);
    return {
      domain: domain.domain,
      purpose: requirement.purpose,
      way: requirement.ways[0],
      ...(objects === undefined ? {} : { objects: { inScope: objects.objects, held: objects.held } }),
      ...(verdict === undefined ? {} : { verdict }),
    };
  });
}

/** Features whose permissions nobody can judge: said once, whatever the domains. */
export function undecidedFeatures(judged: Judged): readonly Verdict[] {
  return setsInUse(judged).flatMap(([purpose, set]) =>
    set.undecided === undefined
      ? []
      : [
          undecided(
            about(judged.found, purpose),
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

/**
 * Whether an organizational unit or another container grants what the domain root does not. For what the tool makes in a
 * chosen container, that may be one which is not in scope.
 */
function isHeldSomewhere({ objects, held, grantedFrom }: ObjectRights, { inChosenContainer }: Requirement): boolean {
  return held > 0 || ((objects === 0 || inChosenContainer === true) && grantedFrom.count > 0);
}

function isRoot({ ways: [way] }: Requirement): boolean {
  return way.on === "domain root";
}

export function setsInUse(needs: Needs): readonly (readonly [Purpose, PermissionSet])[] {
  const wanted: ReadonlySet<string> = new Set<string>(["basic-read", ...needs.features]);
  return [...permissionsAsDeclared(needs.tool, needs)].filter(([purpose]) => wanted.has(purpose));
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
  const { found } = judged;
  const title = purposeTitle(purpose);
  const gaps: Gap[] = [];
  const open: Open[] = [];
  const held: Requirement[] = [];
  const wanted = wantedOf(judged, set);
  for (const requirement of wanted) {
    const objects = rightsOn(domain, requirement);
    // What the objects themselves show decides, whatever is known of the domain root.
    if (objects !== undefined && isHeldSomewhere(objects, requirement)) {
      held.push(requirement);
      continue;
    }
    const fact = grants.get(requirement.id)?.grant ?? notObserved;
    const certain = isRoot(requirement) || objects !== undefined;
    if (!("observed" in fact)) open.push({ requirement, fact, certain });
    else if (fact.observed.granted) held.push(requirement);
    else if (requirement.ifMissing === "undecided" && "entry" in fact.observed && objects === undefined)
      open.push({ requirement, fact: elsewhere, certain });
    else gaps.push({ requirement, grant: fact.observed, certain });
  }
  const beside: JudgedPermission[] = [...permissionsOf(domain, held, "met")];
  const faults = [...Map.groupBy(gaps, lackOf).values()].flatMap((alike) => {
    const [gap] = alike;
    const verdicts = gap === undefined ? [] : gapVerdict(judged, domain, title, set, gap);
    const requirements = alike.map(({ requirement }) => requirement);
    if (verdicts.length === 0) beside.push(...permissionsOf(domain, requirements, "not applicable"));
    return verdicts.map((verdict) => ({ ...verdict, permissions: permissionsOf(domain, requirements) }));
  });
  const all: readonly Verdict[] = [...faults, ...openVerdicts(found, domain, open)];
  if (wanted.length === 0) return all;
  const [first = met(found, `has the permissions that ${title} needs on ${domain.distinguishedName}`), ...others] = all;
  return [{ ...first, permissions: [...(first.permissions ?? []), ...beside] }, ...others];
}

/** What a set is judged by, and no rule of its own. */
function wantedOf(judged: Judged, { requirements }: PermissionSet): readonly Requirement[] {
  const { rightsJudgedElsewhere = [] } = judged;
  return requirements.filter(
    (requirement) => !takesOneOf(rightsJudgedElsewhere, requirement) && !isNeededAnyway(judged, requirement),
  );
}

function takesOneOf(rights: readonly ControlAccessRightName[], { ways: [{ action }] }: Requirement): boolean {
  return action.do === "use" && rights.includes(action.right);
}

/** Whether a feature that is on needs the same right as reading does: its gap is then named once, with the feature. */
export function isNeededAnyway(needs: Needs, { purpose, ways: [way] }: Requirement): boolean {
  if (purpose !== "basic-read") return false;
  return setsInUse(needs).some(
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

/** A finding of each that stays open; what would be a warning is one here too. */
function openVerdicts(found: FoundAccount, domain: DomainPermissions, open: readonly Open[]): readonly Verdict[] {
  return open.flatMap((each) => {
    const { requirement, fact } = each;
    const words = wayWords(requirement, domain);
    const subject = about(found, domain.distinguishedName, requirement.id);
    const question = `whether it has ${words.whole}`;
    const verdicts = settle<never>(fact, { subject, question }, (nothing) => nothing);
    const permissions = permissionsOf(domain, [requirement]);
    return verdicts.map((verdict) => ({ ...ofItem(verdict, words.action), permissions, ...level(blocks(each)) }));
  });
}

/** `Write pwdLastSet`, and the same with its place. */
function wayWords({ ways: [way] }: Requirement, { distinguishedName }: DomainPermissions) {
  return { action: actionWords(way.action), whole: permissionWords([way], distinguishedName) };
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

/** What is lacking: a right, or what the schema has for no class. */
function lackOf({ requirement, grant }: Gap): string {
  return "notInSchema" in grant ? JSON.stringify([requirement.ifNotInSchema, grant.notInSchema]) : requirement.id;
}

/** A finding of each right, so that one can be accepted without the others; they are told together. */
function gapVerdict(
  judged: Judged,
  domain: DomainPermissions,
  title: string,
  set: PermissionSet,
  gap: Gap,
): readonly Verdict[] {
  const { found } = judged;
  const { requirement, grant } = gap;
  const { consequence } = requirement;
  const root = domain.distinguishedName;
  const subject = about(found, root, requirement.purpose, requirement.id);
  if ("notInSchema" in grant) {
    if (requirement.ifNotInSchema === "not applicable") return [];
    const missing = enumerated(grant.notInSchema);
    const fact = `cannot do everything that ${title} includes in ${root}: the schema of the forest has no ${missing}`;
    const isDeclared =
      requirement.purpose === "exchange-online-writeback" && judged.exchangeOnlineAttributes !== undefined;
    const correcting = isDeclared ? wayOut`, correct hybrid-sync:cloudSync.exchangeOnlineAttributes` : wayOut``;
    const remedy = wayOut`Extend the schema${correcting}, or remove the feature from the stack configuration if you do not use it. ${requirement.source}`;
    const key = about(found, root, requirement.purpose, "schema", ...grant.notInSchema);
    const verdict = unmet(key, fact, { consequence, remedy });
    return [{ ...ofItem(verdict, missing), ...level(requirement.ifNotInSchema === "fault") }];
  }
  const { action, whole } = wayWords(requirement, domain);
  if (grant.deniedTo !== null) {
    const fact = `is denied ${whole}, which ${title} needs, by an ACE for ${grant.deniedTo}`;
    const entries = "entry" in grant ? grant.deniedBy : undefined;
    const remedy = denialRemedy(entries, { found, deniedTo: grant.deniedTo, domain: root });
    const verdict = unmet(about(subject, "denied"), fact, { consequence, remedy });
    return [{ ...ofItem(verdict, action), ...level(blocks(gap)) }];
  }
  const { installer = "grants nothing" } = judged;
  if (installer === "grants everything") return [installerCreatesIt(found, `gets ${whole} from the installer`)];
  if (installer !== "grants nothing") {
    const { reason, remedy } = installer.mayGrant;
    const granting = grantRemedy(judged, domain, set, requirement);
    return [ofItem(undecided(subject, `whether it gets ${whole}`, reason, wayOut`${remedy} ${granting}`), action)];
  }
  const fact = `lacks ${whole}, which ${title} needs${misplacedWords(domain, [requirement])}`;
  const verdict = unmet(subject, fact, { consequence, remedy: grantRemedy(judged, domain, set, requirement) });
  return [{ ...ofItem(verdict, action), ...level(blocks(gap)) }];
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

/** Microsoft's cmdlet, which often grants more; and what is missing alone. */
function grantRemedy(
  judged: Judged,
  domain: DomainPermissions,
  set: PermissionSet,
  { ways: [way] }: Requirement,
): Remedy {
  const lines = grants([way], domain.distinguishedName, judged.found, guidsSeen(domain)).map(commandFor);
  const missing = Remedy.join(lines, " ; ");
  return set.grant === null
    ? wayOut`Grant it with: ${missing}`
    : wayOut`Grant it with: ${judged.command(set, domain)} ; or grant only what is missing with: ${missing}`;
}

/**
 * What the features that are on need and the account holds through a group, by domain: it may hold it through that group
 * only, so it is granted before the account leaves the group. `group` is the one of which the account itself is a member.
 */
export function grantsBeforeLeaving(
  needs: Needs,
  domains: readonly DomainPermissions[],
  group: string,
): readonly GrantChange[] {
  const needed = setsInUse(needs).flatMap(([, { requirements }]) => requirements);
  return domains.flatMap((domain) => {
    const { requirements, distinguishedName } = domain;
    const rows = "observed" in requirements ? requirements.observed : [];
    const through = new Set(rows.filter(({ grant }) => isThrough(grant, group)).map(({ requirement }) => requirement));
    const ways = needed.filter(({ id }) => through.has(id)).map(({ ways: [way] }) => way);
    return grants(ways, distinguishedName, needs.found, guidsSeen(domain));
  });
}

/** GUIDs of the forest's own schema, from the entries that would grant what is not granted. */
export function guidsSeen({ requirements }: DomainPermissions): Readonly<Record<string, string>> {
  const rows = "observed" in requirements ? requirements.observed : [];
  const seen = rows.flatMap(({ requirement, grant }) => {
    if (!("observed" in grant) || !("entry" in grant.observed)) return [];
    const [, , , objectType = "", inheriting = ""] = grant.observed.entry.split(";");
    const { action, on } = wayOfRow(requirement) ?? {};
    return [
      ...(action?.do === "write" ? [[action.attribute, objectType] as const] : []),
      ...(action !== undefined && "child" in action ? [[action.child, objectType] as const] : []),
      ...(typeof on === "object" ? [[on.newObjects, inheriting] as const] : []),
    ];
  });
  return Object.fromEntries(
    seen.filter(([, guid]) => guid !== "").toSorted(([one], [other]) => (one < other ? -1 : 1)),
  );
}

const requirementsById = new Map(
  toolIds.flatMap((tool) => requirementsOf(tool)).map((requirement) => [requirement.id, requirement]),
);

/** What a row is about, those included which only a stack declares. */
function wayOfRow(requirement: string): Way | undefined {
  const attribute = attributeWrittenBack(requirement);
  const declared = attribute === undefined ? undefined : writtenBack(attribute);
  return (requirementsById.get(requirement) ?? declared)?.ways[0];
}

function isThrough(grant: Fact<PermissionGrant>, group: string): boolean {
  return "observed" in grant && grant.observed.granted && grant.observed.through[0] === group;
}
