/** What is seen of one requirement and said about it, beside what the table of situations expects. */
import { expect } from "vitest";
import { controlAccessRights } from "../../catalogue/control-access-rights.ts";
import type { FeatureId } from "../../catalogue/features.ts";
import type { Action } from "../../catalogue/permissions/requirement.ts";
import type { SyncTool } from "../../catalogue/tools.ts";
import { resourceTypes } from "../../contract/resources.ts";
import type { DomainPermissions, ObjectRights, PermissionGrant } from "../../directory/facts/permissions.ts";
import type { ObservationRequest } from "../../directory/requests.ts";
import { judge } from "../../policy/judge-stack.ts";
import { violationsIn } from "../../policy/judgement/judged-rule.ts";
import type { DeclaredResource } from "../../policy/judgement/rule.ts";
import { rules } from "../../policy/rules.ts";
import type { Trustee } from "./model.ts";
import type { Expected, Subject } from "./situations.ts";

export const clock = new Date("2026-11-23T09:00:00Z");

/** Those that judge what an account may do. */
export const permissionRules = rules.filter(({ name }) =>
  /^(connector-account|gmsa)-(feature-permissions|blocked-objects|excess)$|get-changes/.test(name),
);

/** An account as a stack declares it. */
export interface Declared {
  readonly tool: SyncTool;
  readonly forest: string;
  /** Distinguished name. */
  readonly name: string;
  /** Distinguished names of what is synchronized. */
  readonly organizationalUnits: readonly string[];
  readonly features: readonly FeatureId[];
}

const trusted = { tierZero: [], syncAccounts: [] };

type Request = Extract<ObservationRequest, { subject: "connector account" | "group managed service account" }>;

export function requestFor({ tool, forest, name, organizationalUnits }: Declared): Request {
  const shared = { forest, name, organizationalUnits, trusted };
  return tool === "connect-sync"
    ? { subject: "connector account", ...shared }
    : { subject: "group managed service account", ...shared, servers: [] };
}

export function resourceFor({ tool, ...declared }: Declared, observed: object): DeclaredResource {
  const shared = { ...declared, trusted, phase: "after-install", observed };
  return tool === "connect-sync"
    ? {
        type: resourceTypes["connector account"],
        name: "connector",
        inputs: { ...shared, account: "connect-sync-connector-account", signsInOn: [] },
      }
    : {
        type: resourceTypes["group managed service account"],
        name: "agent",
        inputs: { ...shared, account: "cloud-sync-service-account", servers: [], domains: [declared.forest] },
      };
}

/** How names are written in the forest at hand. */
export interface Names {
  /** `CONTOSO\name`. */
  readonly trustee: (trustee: Trustee) => string;
  /** The distinguished name of a planted object. */
  readonly place: (name: string) => string;
}

/** Checks what was observed of the requirement, and the verdicts of every rule about permissions. */
export function check({ requirement }: Subject, expected: Expected, resource: DeclaredResource, names: Names): void {
  const permissions = permissionsIn(resource);
  expect(grantsIn(permissions).get(requirement.id)).toEqual(expectedGrant(expected, names));
  expect(seenRights(rightsIn(permissions, requirement.id))).toEqual(expectedRights(expected.objects, names));

  const violations = violationsIn(judge([resource], clock, permissionRules));
  const levels = violations.map(({ rule, enforcementLevel }) => [rule.name, enforcementLevel] as const);
  expect(Object.fromEntries(levels.toSorted())).toEqual(expected.violated);
  const text = violations.map(({ message }) => message).join("\n");
  if (expected.misplaced !== undefined) expect(text).toMatch(expected.misplaced);
  if (expected.named === true) expect(text).toContain(wordFor(requirement.ways[0].action));
}

/** Requirements that are granted on the domain root, and on new objects directly below it. */
export function grantedIn(resource: DeclaredResource): readonly string[] {
  return [...grantsIn(permissionsIn(resource))].flatMap(([id, grant]) => (grant.granted ? [id] : []));
}

/** To how many objects a requirement is met. */
export function heldIn(resource: DeclaredResource, id: string): number {
  return rightsIn(permissionsIn(resource), id)?.held ?? 0;
}

function permissionsIn({ inputs }: DeclaredResource): DomainPermissions {
  const { details } = inputs.observed as { details: { permissions: readonly DomainPermissions[] } };
  const [only] = details.permissions;
  if (only === undefined) throw new Error("no domain was observed");
  return only;
}

function grantsIn({ requirements }: DomainPermissions): ReadonlyMap<string, PermissionGrant> {
  if (!("observed" in requirements)) throw new Error("the domain was not judged");
  return new Map(
    requirements.observed.map(({ requirement, grant }) => {
      if (!("observed" in grant)) throw new Error(`${requirement} is not settled`);
      return [requirement, grant.observed];
    }),
  );
}

function rightsIn({ objects }: DomainPermissions, id: string): ObjectRights | undefined {
  if (!("observed" in objects)) throw new Error("the objects were not judged");
  return objects.observed.rights.find(({ requirements }) => requirements.includes(id));
}

function expectedGrant({ grant, through }: Expected, { trustee }: Names) {
  if (grant === "held")
    return { granted: true, trustee: trustee(through.at(-1) ?? "account"), through: through.map(trustee) };
  const deniedTo = grant === "missing" ? null : trustee(grant.deniedTo);
  const deniedBy = deniedTo === null ? {} : { deniedBy: [expect.objectContaining({ to: deniedTo })] };
  return { granted: false, deniedTo, ...deniedBy, entry: expect.any(String) };
}

function expectedRights(objects: Expected["objects"], { place }: Names) {
  if (objects === null) return undefined;
  const { count, held, obstacles } = objects;
  return {
    objects: count,
    held,
    obstacles: obstacles
      .map(({ why, objects: lacking }) => ({
        why,
        objects: { count: lacking.length, sample: lacking.map(({ name }) => place(name)).toSorted() },
      }))
      .toSorted(byWhy),
  };
}

function seenRights(rights: ObjectRights | undefined) {
  if (rights === undefined) return undefined;
  const obstacles = rights.obstacles.map(({ why, objects }) => ({ why, objects })).toSorted(byWhy);
  return { objects: rights.objects, held: rights.held, obstacles };
}

function byWhy(a: { readonly why: string }, b: { readonly why: string }): number {
  return a.why < b.why ? -1 : 1;
}

/** What a message must name to be about the requirement. */
function wordFor(action: Action): string {
  switch (action.do) {
    case "read all properties":
      return "Read all properties";
    case "write all properties":
      return "Write all properties";
    case "write":
      return `Write ${action.attribute}`;
    case "use":
      return `"${controlAccessRights[action.right].displayName}"`;
    case "create":
      return `Create ${action.child} objects`;
    case "delete children":
      return `Delete ${action.child} objects`;
    case "delete":
      return "Delete";
  }
}
