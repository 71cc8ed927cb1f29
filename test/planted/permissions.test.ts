/** Every requirement of the catalogue in every situation: what is observed of it, and which rules say so. */
import { isDeepStrictEqual } from "node:util";
import { describe, expect, it } from "vitest";
import type { SyncTool } from "../../catalogue/accounts.ts";
import { controlAccessRights } from "../../catalogue/control-access-rights.ts";
import type { Action } from "../../catalogue/permissions/requirement.ts";
import { requirementsOf } from "../../catalogue/permissions.ts";
import { resourceTypes } from "../../catalogue/resource-types.ts";
import type { DomainPermissions, ObjectRights, PermissionGrant } from "../../directory/observation.ts";
import { observeThrough } from "../../directory/observe.ts";
import { judge, violationsIn } from "../../policy/judge.ts";
import type { DeclaredResource } from "../../policy/rule.ts";
import { rules } from "../../policy/rules/index.ts";
import { memoryForest } from "../directory/memory-forest.ts";
import { accountOf, groupNames, placeDn, plantedForest, scopeNames } from "./memory.ts";
import type { Trustee } from "./model.ts";
import { type Expected, inUse, otherEntries, type Planting, type Subject, situations } from "./situations.ts";

const tools: readonly SyncTool[] = ["connect-sync", "cloud-sync"];
const clock = new Date("2026-11-23T09:00:00Z");
const forest = "wingtip.test";
const trusted = { tierZero: [], syncAccounts: [] };

/** Those that judge what an account may do. */
const permissionRules = rules.filter(({ name }) =>
  /^(connector-account|gmsa)-(feature-permissions|blocked-objects|excess)$|get-changes/.test(name),
);

async function resourceFor({ tool, requirement }: Subject, planting: Planting): Promise<DeclaredResource> {
  const { features, scope } = planting;
  const entries = [...planting.entries, ...otherEntries({ tool, requirement }, features)];
  const source = memoryForest(plantedForest(tool, entries));
  const shared = {
    forest,
    name: accountOf(tool).distinguishedName,
    organizationalUnits: scopeNames(scope),
    trusted,
  };
  const declared = { ...shared, phase: "after-install", features };
  return tool === "connect-sync"
    ? {
        type: resourceTypes.connectorAccount,
        name: "connector",
        inputs: {
          ...declared,
          account: "connect-sync-connector-account",
          signsInOn: [],
          observed: await observeThrough(source, { kind: "connector account", ...shared }),
        },
      }
    : {
        type: resourceTypes.groupManagedServiceAccount,
        name: "agent",
        inputs: {
          ...declared,
          account: "cloud-sync-service-account",
          servers: [],
          domains: [forest],
          observed: await observeThrough(source, { kind: "group managed service account", ...shared, servers: [] }),
        },
      };
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

function nameOf(tool: SyncTool, trustee: Trustee): string {
  return `WINGTIP\\${trustee === "account" ? accountOf(tool).samAccountName : groupNames[trustee]}`;
}

function expectedGrant(tool: SyncTool, { grant, through }: Expected) {
  if (grant === "held")
    return {
      granted: true,
      trustee: nameOf(tool, through.at(-1) ?? "account"),
      through: through.map((trustee) => nameOf(tool, trustee)),
    };
  const deniedTo = grant === "missing" ? null : nameOf(tool, grant.deniedTo);
  return { granted: false, deniedTo, entry: expect.any(String) };
}

function expectedRights(objects: Expected["objects"]) {
  if (objects === null) return undefined;
  const { count, held, obstacles } = objects;
  return {
    objects: count,
    held,
    obstacles: obstacles
      .map(({ why, objects: lacking }) => ({
        why,
        objects: { count: lacking.length, sample: lacking.map(({ name }) => placeDn(name)).toSorted() },
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

const cells = tools.flatMap((tool) =>
  requirementsOf(tool).flatMap((requirement) =>
    situations.flatMap(({ title, plant }) => {
      const planting = plant({ tool, requirement });
      return planting === null ? [] : [{ title, tool, requirement, planting }];
    }),
  ),
);

describe.each(tools)("of what %s needs", (tool) => {
  it.each(cells.filter((cell) => cell.tool === tool).map((cell) => [cell.requirement.id, cell.title, cell] as const))(
    "%s %s",
    async (id, _, { requirement, planting }) => {
      const subject = { tool, requirement };
      const { expected } = planting;
      const resource = await resourceFor(subject, planting);
      const permissions = permissionsIn(resource);

      const grants = grantsIn(permissions);
      expect(grants.get(id)).toEqual(expectedGrant(tool, expected));
      expect(seenRights(rightsIn(permissions, id))).toEqual(expectedRights(expected.objects));
      if (expected.wide !== true) {
        const granted = [...grants].flatMap(([each, grant]) => (grant.granted ? [each] : []));
        expect(granted).toEqual(grantedWith(subject, planting));
      }

      const violations = violationsIn(judge([resource], clock, permissionRules));
      const levels = violations.map(({ rule, enforcementLevel }) => [rule.name, enforcementLevel] as const);
      expect(Object.fromEntries(levels.toSorted())).toEqual(expected.violated);
      const text = violations.map(({ message }) => message).join("\n");
      if (lacks(expected) && violations.length > 0) expect(text).toContain(wordFor(requirement.ways[0].action));
    },
  );
});

/** Whether the account lacks the right anywhere that is not a container of its own choice. */
function lacks({ grant, objects }: Expected): boolean {
  return objects === null ? grant !== "held" : objects.held === 0 || objects.obstacles.length > 0;
}

/** Everything that is in use, and what asks for the same as something that is; but not what was taken away. */
function grantedWith({ tool, requirement }: Subject, { features, expected }: Planting): readonly string[] {
  const lost = expected.grant === "held" ? [] : [requirement.ways[0]];
  const held = [...inUse(tool, features), requirement]
    .map(({ ways: [way] }) => way)
    .filter((way) => !lost.some((other) => isDeepStrictEqual(way, other)));
  return requirementsOf(tool)
    .filter(({ ways }) => ways.some((way) => held.some((other) => isDeepStrictEqual(way, other))))
    .map(({ id }) => id);
}
