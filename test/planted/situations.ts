/**
 * What can be the matter with one requirement, as a table: for each situation what is planted in the place of the entry
 * that it takes, and what must be seen and said then. Nothing here looks at what the program makes of it.
 */
import { isDeepStrictEqual } from "node:util";
import type { FeatureId } from "../../catalogue/features.ts";
import type { GrantedEntry, Requirement, Way } from "../../catalogue/permissions/requirement.ts";
import { permissions, requirementsOf } from "../../catalogue/permissions.ts";
import type { SyncTool } from "../../catalogue/tools.ts";
import {
  classOf,
  covers,
  narrowEntry,
  objectsIn,
  type PlacedObject,
  type PlantedEntry,
  rightsOf,
  root,
  type Trustee,
  units,
} from "./model.ts";

/** One requirement of a tool, and the features that are on. */
export interface Subject {
  readonly tool: SyncTool;
  readonly requirement: Requirement;
  readonly features: readonly FeatureId[];
}

/** With nothing but reading and its own feature. */
export function alone(tool: SyncTool, requirement: Requirement): Subject {
  const { purpose } = requirement;
  return { tool, requirement, features: purpose === "basic-read" ? [] : [purpose] };
}

/** With every feature of the tool that needs any permission, and none that gives this one away. */
export function amongAll(tool: SyncTool, requirement: Requirement): Subject {
  const [wanted] = requirement.ways;
  const givesIt = ({ ways: [way] }: Requirement) => covers(way, wanted) && !isDeepStrictEqual(way, wanted);
  const features = [...permissions[tool]].flatMap(([purpose, { requirements }]) =>
    purpose === "basic-read" || requirements.length === 0 || requirements.some(givesIt) ? [] : [purpose],
  );
  return { tool, requirement, features };
}

type Level = "mandatory" | "advisory";

/** Objects that lack the right, by what is in the way. */
export interface ExpectedObstacle {
  readonly why: string;
  readonly objects: readonly PlacedObject[];
}

export interface Expected {
  /** On the domain root, and on new objects directly below it. */
  readonly grant: "held" | "missing" | { readonly deniedTo: Trustee };
  /** The groups between the account and the entry, nearest first. */
  readonly through: readonly Trustee[];
  /** Null for a requirement that is about the domain root alone. */
  readonly objects: {
    readonly count: number;
    readonly held: number;
    readonly obstacles: readonly ExpectedObstacle[];
  } | null;
  /** The rules about permissions that are violated, by level; no other is. */
  readonly violated: Readonly<Record<string, Level>>;
  /** Whether what is said names the right. */
  readonly named?: boolean;
  /** What is said of the entry that is there, and reaches other objects. */
  readonly misplaced?: RegExp;
  /** Whether requirements other than those that ask for the same right are granted as well. */
  readonly wide?: true;
}

export interface Planting {
  /** In the place of the requirement's own entry. */
  readonly entries: readonly PlantedEntry[];
  /** Units that are synchronized. */
  readonly scope: readonly string[];
  readonly features: readonly FeatureId[];
  readonly expected: Expected;
}

export interface Situation {
  readonly title: string;
  /** Whether other features have a part in it, so that it is another situation with them. */
  readonly dependsOnOthers?: true;
  /** Null where there is no such situation. */
  readonly plant: (subject: Subject) => Planting | null;
}

const ruleNames = {
  "connect-sync": {
    permissions: "connector-account-feature-permissions",
    blocked: "connector-account-blocked-objects",
    excess: "connector-account-excess",
  },
  "cloud-sync": {
    permissions: "gmsa-feature-permissions",
    blocked: "gmsa-blocked-objects",
    excess: "gmsa-excess",
  },
} as const;

/** Requirements of the features that are on which ask for the same right on the same objects. */
function twinsOf({ tool, requirement, features }: Subject): readonly Requirement[] {
  return inUse(tool, features).filter(({ ways: [way] }) => isDeepStrictEqual(way, requirement.ways[0]));
}

/** What reading and these features need. */
export function inUse(tool: SyncTool, features: readonly FeatureId[]): readonly Requirement[] {
  return requirementsOf(tool).filter(
    ({ purpose }) => purpose === "basic-read" || (features as readonly string[]).includes(purpose),
  );
}

/** The entries that grant everything that is in use but the requirement itself. */
export function otherEntries({ tool, requirement }: Subject, { features }: Planting): readonly PlantedEntry[] {
  const [own] = requirement.ways;
  return inUse(tool, features)
    .filter(({ ways: [way] }) => !isDeepStrictEqual(way, own))
    .map(narrowEntry);
}

function isReading({ ways: [{ action }] }: Requirement): boolean {
  return action.do === "read all properties";
}

function isProvisioning({ purpose }: Requirement): boolean {
  return purpose === "group-provisioning" || purpose === "user-provisioning";
}

/** A gap in writing stops export, one in reading does not; the rule about a right names it, where there is one. */
function gap(subject: Subject): Expected["violated"] {
  const { tool, requirement } = subject;
  const { action } = requirement.ways[0];
  const level = twinsOf(subject).some(({ ifMissing }) => ifMissing !== "warning") ? "mandatory" : "advisory";
  if (tool === "connect-sync" && action.do === "use" && action.right === "DS-Replication-Get-Changes")
    return { "connector-account-get-changes": "mandatory" };
  if (tool === "connect-sync" && action.do === "use" && action.right === "DS-Replication-Get-Changes-All")
    return { "connector-account-get-changes-all": "mandatory" };
  return { [ruleNames[tool].permissions]: level };
}

/** Whoever may replicate changes reads anyway, and what a container was chosen for is not missed elsewhere. */
function isBlockable(requirement: Requirement): boolean {
  return classOf(requirement) !== null && !isReading(requirement) && requirement.inChosenContainer !== true;
}

/** The rest of the feature stops at the same objects, and the worst of it counts. */
function blockedWith({ tool, features }: Subject, worst: Level): Expected["violated"] {
  const blocked = inUse(tool, features).filter(isBlockable);
  if (blocked.length === 0) return {};
  return { [ruleNames[tool].blocked]: blocked.some(({ ifMissing }) => ifMissing !== "warning") ? worst : "advisory" };
}

/** A right on a container, which counts for what is in it. */
function isAboutChildren({ ways: [{ action }] }: Requirement): boolean {
  return action.do === "delete children";
}

/** The objects which the requirement is about: those that `keeps` gives a reason for lack the right. */
function objectsOf(
  requirement: Requirement,
  scope: readonly string[],
  keeps: (each: PlacedObject) => string | null,
): Expected["objects"] {
  const objectClass = classOf(requirement);
  if (objectClass === null) return null;
  const all = objectsIn(scope, objectClass);
  const reasons = Map.groupBy(all, keeps);
  const lacking = [...reasons].flatMap(([why, objects]) => (why === null ? [] : [{ why, objects }]));
  const held = reasons.get(null)?.length ?? 0;
  return { count: all.length, held, obstacles: requirement.inChosenContainer === true ? [] : lacking };
}

const nothing = () => "not granted";
const everything = () => null;

const staff: readonly string[] = [units.staff];

/** Another class that administrators take for it. */
const wrongClasses: Readonly<Record<string, string>> = {
  user: "inetOrgPerson",
  inetOrgPerson: "user",
  group: "contact",
  contact: "group",
  computer: "user",
  device: "computer",
  foreignSecurityPrincipal: "user",
  publicFolder: "contact",
  organizationalUnit: "contact",
};

/**
 * Whether the right has no reason on objects of a class, or on the domain root: nothing that is on needs it there, and no
 * cmdlet for it grants it.
 */
function isWithoutReason({ tool, requirement, features }: Subject, objectClass: string | undefined): boolean {
  const [{ action }] = requirement.ways;
  const { rights, objectType } = rightsOf(requirement.ways[0]);
  if (isReading(requirement)) return false;
  // A person is a person.
  const classes = objectClass === "inetOrgPerson" ? ["inetOrgPerson", "user"] : [objectClass];
  const isThere = (name: string | undefined) => name === undefined || classes.includes(name);
  // Units are what holds children.
  const isAnywhere = action.do === "create" || action.do === "delete children";
  const needed = inUse(tool, features).some(({ ways }) =>
    ways.some(
      (way) =>
        (isDeepStrictEqual(way.action, action) ||
          (way.action.do === "write all properties" && action.do === "write")) &&
        (isAnywhere || isThere(way.on === "domain root" ? undefined : way.on.newObjects)),
    ),
  );
  const made: readonly GrantedEntry[] = features.flatMap((each) => permissions[tool].get(each)?.grant?.entries ?? []);
  const granted = made.some(
    (entry) =>
      [...entry.rights.matchAll(/../g)].some(([letters]) => letters === rights || stands(letters).includes(rights)) &&
      (entry.objectType === undefined || entry.objectType === objectType) &&
      isThere(entry.objectClass),
  );
  return !needed && !granted;
}

/** What a generic right stands for, of what requirements are about. */
function stands(letters: string): readonly string[] {
  return letters === "GW" ? ["WP"] : [];
}

function excess(tool: SyncTool, level: Level): Expected["violated"] {
  return { [ruleNames[tool].excess]: level };
}

export const situations: readonly Situation[] = [
  {
    title: "is in order",
    plant: ({ requirement, features }) => ({
      entries: [narrowEntry(requirement)],
      scope: staff,
      features,
      expected: { grant: "held", through: [], objects: objectsOf(requirement, staff, everything), violated: {} },
    }),
  },
  {
    title: "is missing",
    dependsOnOthers: true,
    plant: (subject) => ({
      entries: [],
      scope: staff,
      features: subject.features,
      expected: {
        grant: "missing",
        through: [],
        objects: objectsOf(subject.requirement, staff, nothing),
        violated: gap(subject),
        named: true,
      },
    }),
  },
  {
    title: "is for another class",
    dependsOnOthers: true,
    plant: (subject) => {
      const { tool, requirement, features } = subject;
      const entry = narrowEntry(requirement);
      // The domain root is no user.
      const wrong = entry.objectClass === undefined ? "user" : (wrongClasses[entry.objectClass] ?? "user");
      const surplus = entry.objectClass !== undefined && isWithoutReason(subject, wrong);
      const elsewhere: Way = { action: requirement.ways[0].action, on: { newObjects: wrong } };
      // What is no right of this requirement may be one of another.
      const givesAnother = requirementsOf(tool).some(({ ways: [way] }) => covers(elsewhere, way));
      return {
        entries: [{ ...entry, objectClass: wrong, reach: "descendants" }],
        scope: staff,
        features,
        expected: {
          grant: "missing",
          through: [],
          objects: objectsOf(requirement, staff, nothing),
          violated: { ...gap(subject), ...(surplus ? excess(tool, "advisory") : {}) },
          named: true,
          misplaced: new RegExp(`(granted for|, | and ) ?${wrong}\\b[\\w, ]* objects only, below`),
          ...(givesAnother ? { wide: true } : {}),
        },
      };
    },
  },
  {
    title: "is inherit-only, where that does nothing",
    plant: (subject) => {
      const { requirement, features } = subject;
      const entry = narrowEntry(requirement);
      const objectClass = entry.objectClass ?? "user";
      return {
        entries: [{ ...entry, on: placesWithNothingBelow(entry), objectClass, reach: "descendants" }],
        scope: staff,
        features,
        expected: {
          grant: "missing",
          through: [],
          objects: objectsOf(requirement, staff, nothing),
          violated: gap(subject),
          named: true,
          ...(classOf(requirement) === null ? { misplaced: /objects only, below/ } : {}),
        },
      };
    },
  },
  {
    title: "is denied to a group",
    plant: (subject) => {
      const { requirement, features } = subject;
      const entry = narrowEntry(requirement);
      return {
        entries: [{ ...entry, kind: "deny", to: "outer group" }, entry],
        scope: staff,
        features,
        expected: {
          grant: { deniedTo: "outer group" },
          through: [],
          objects: objectsOf(requirement, staff, () => "denied"),
          violated: gap(subject),
          named: true,
        },
      };
    },
  },
  {
    title: "is denied on one object",
    plant: (subject) => {
      const { tool, requirement, features } = subject;
      const entry = narrowEntry(requirement);
      const objectClass = entry.objectClass === undefined ? "user" : entry.objectClass;
      const one =
        objectClass === "organizationalUnit"
          ? units.lisbon
          : (objectsIn(staff, objectClass).find(({ name }) => name.includes(" 2 "))?.name ?? "");
      const { objectClass: _, ...denial } = { ...entry, on: [one], kind: "deny", reach: "this object" } as const;
      const blocked = isBlockable(requirement);
      return {
        entries: [denial, entry],
        scope: staff,
        features,
        expected: {
          grant: "held",
          through: [],
          objects: objectsOf(requirement, staff, ({ name }) =>
            name === one && !isAboutChildren(requirement) ? "denied" : null,
          ),
          violated: blocked ? { [ruleNames[tool].blocked]: "advisory" } : {},
          named: blocked,
        },
      };
    },
  },
  {
    title: "is held through nested groups",
    plant: ({ requirement, features }) => ({
      entries: [{ ...narrowEntry(requirement), to: "outer group" }],
      scope: staff,
      features,
      expected: {
        grant: "held",
        through: ["inner group", "outer group"],
        objects: objectsOf(requirement, staff, everything),
        violated: {},
      },
    }),
  },
  {
    title: "is kept from some objects by protection",
    plant: (subject) => {
      const { requirement, features } = subject;
      const scope = [units.staff, units.board, units.loners, units.guarded];
      return {
        entries: [narrowEntry(requirement)],
        scope,
        features,
        expected: {
          grant: "held",
          through: [],
          objects: objectsOf(requirement, scope, (each) => barrierOf(requirement, each)),
          violated: blockedWith(subject, "advisory"),
          named: isBlockable(requirement),
        },
      };
    },
  },
  {
    title: "is kept from all objects by protection",
    plant: (subject) => {
      const { requirement, features } = subject;
      const scope = [units.board];
      return {
        entries: [narrowEntry(requirement)],
        scope,
        features,
        expected: {
          grant: "held",
          through: [],
          objects: objectsOf(requirement, scope, (each) => barrierOf(requirement, each)),
          violated: blockedWith(subject, "mandatory"),
          named: isBlockable(requirement),
        },
      };
    },
  },
  {
    title: "is granted on one unit alone",
    plant: (subject) => {
      const { tool, requirement, features } = subject;
      const scope = [units.staff, units.guests];
      const entry = { ...narrowEntry(requirement), on: [units.staff] };
      const isOnRoot = classOf(requirement) === null;
      return {
        entries: [
          entry.reach === "descendants" && entry.objectClass === "organizationalUnit"
            ? withoutClass({ ...entry, reach: "this object and descendants" })
            : entry,
        ],
        scope,
        features,
        expected: {
          grant: "missing",
          through: [],
          objects: objectsOf(requirement, scope, (each) => (isInStaff(requirement, each) ? null : "not granted")),
          violated: isOnRoot ? gap(subject) : isBlockable(requirement) ? { [ruleNames[tool].blocked]: "advisory" } : {},
          named: isOnRoot || isBlockable(requirement),
        },
      };
    },
  },
  {
    title: "is held while its feature is off",
    dependsOnOthers: true,
    plant: (subject) => {
      const { tool, requirement } = subject;
      const [{ action }] = requirement.ways;
      if (requirement.purpose === "basic-read") return null;
      const features = subject.features.filter((each) => each !== requirement.purpose);
      const entry = narrowEntry(requirement);
      const replicates = action.do === "use" && action.right === "DS-Replication-Get-Changes-All";
      const violated: Expected["violated"] =
        tool === "connect-sync" && replicates
          ? { "connector-account-get-changes-all": "mandatory" }
          : isWithoutReason({ ...subject, features }, entry.objectClass)
            ? excess(tool, "advisory")
            : {};
      return {
        entries: [entry],
        scope: staff,
        features,
        expected: { grant: "held", through: [], objects: objectsOf(requirement, staff, everything), violated },
      };
    },
  },
  {
    title: "is held by its property set",
    plant: ({ tool, requirement, features }) => {
      const entry = narrowEntry(requirement);
      const set = propertySetOf[entry.objectType ?? ""];
      if (entry.rights !== "WP" || set === undefined) return null;
      return {
        entries: [{ ...entry, objectType: set }],
        scope: staff,
        features,
        expected: {
          grant: "held",
          through: [],
          objects: objectsOf(requirement, staff, everything),
          violated: excess(tool, "advisory"),
          wide: true,
        },
      };
    },
  },
  {
    title: "is full control that a nested group has",
    plant: ({ tool, requirement, features }) => {
      const { objectType: _, ...control } = { ...narrowEntry(requirement), rights: "GA", to: "outer group" } as const;
      const isAskedFor = features.includes("group-provisioning") && control.objectClass === "group";
      const hashes =
        tool === "connect-sync" && classOf(requirement) === null && !features.includes("password-hash-sync");
      return {
        entries: [control],
        scope: staff,
        features,
        expected: {
          grant: "held",
          through: ["inner group", "outer group"],
          objects: objectsOf(requirement, staff, everything),
          violated: {
            ...(isAskedFor ? {} : excess(tool, "mandatory")),
            ...(hashes ? { "connector-account-get-changes-all": "mandatory" } : {}),
          },
          wide: true,
        },
      };
    },
  },
  {
    title: "is full control of one unit",
    plant: ({ tool, requirement, features }) => {
      if (classOf(requirement) === null || isProvisioning(requirement)) return null;
      const { objectType: _, objectClass: _all, ...control } = { ...narrowEntry(requirement), rights: "GA" } as const;
      return {
        entries: [{ ...control, on: [units.staff], reach: "this object and descendants" }],
        scope: staff,
        features,
        expected: {
          grant: "missing",
          through: [],
          objects: objectsOf(requirement, staff, everything),
          violated: excess(tool, "mandatory"),
          wide: true,
        },
      };
    },
  },
  {
    title: "is full control",
    dependsOnOthers: true,
    plant: ({ tool, requirement, features }) => {
      const entry = narrowEntry(requirement);
      const { objectType: _, ...control } = { ...entry, rights: "GA" };
      // The prerequisites of provisioning groups ask for it.
      const isAskedFor = features.includes("group-provisioning") && entry.objectClass === "group";
      const hashes =
        tool === "connect-sync" && classOf(requirement) === null && !features.includes("password-hash-sync");
      return {
        entries: [control],
        scope: staff,
        features,
        expected: {
          grant: "held",
          through: [],
          objects: objectsOf(requirement, staff, everything),
          violated: {
            ...(isAskedFor ? {} : excess(tool, "mandatory")),
            ...(hashes ? { "connector-account-get-changes-all": "mandatory" } : {}),
          },
          wide: true,
        },
      };
    },
  },
];

/** Property sets of the base schema, by an attribute in them. */
const propertySetOf: Readonly<Record<string, string>> = { pwdLastSet: "User-Account-Restrictions" };

function withoutClass({ objectClass: _, ...entry }: PlantedEntry): PlantedEntry {
  return entry;
}

/** What is in a unit that inherits may be deleted there, whatever protects it. */
function barrierOf(requirement: Requirement, { barrier, unit }: PlacedObject): string | null {
  if (!isAboutChildren(requirement)) return barrier;
  return unit === units.board ? barrier : null;
}

function isInStaff(requirement: Requirement, { name, unit, objectClass }: PlacedObject): boolean {
  const place = objectClass === "organizationalUnit" && !isAboutChildren(requirement) ? name : (unit ?? "");
  return place === units.staff || place.startsWith(`${units.staff}/`);
}

/** The domain root is not below itself; on other objects an entry for those below has none to be for. */
function placesWithNothingBelow({ objectClass }: PlantedEntry): readonly string[] {
  if (objectClass === undefined) return [root];
  if (objectClass === "organizationalUnit") return [units.berlin, units.lisbon];
  return objectsIn(staff, objectClass).map(({ name }) => name);
}
