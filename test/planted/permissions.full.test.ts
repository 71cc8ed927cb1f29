/** Every requirement of the catalogue in every situation: what is observed of it, and which rules say so. */
import { isDeepStrictEqual } from "node:util";
import { describe, expect, it } from "vitest";
import { permissions, requirementsOf } from "../../catalogue/permissions.ts";
import type { SyncTool } from "../../catalogue/tools.ts";
import { observeThrough } from "../../directory/directories.ts";
import { memoryForest } from "../directory/memory-forest.ts";
import { check, type Declared, grantedIn, type Names, requestFor, resourceFor } from "./checks.ts";
import { accountOf, groupNames, placeDn, plantedForest, scopeNames } from "./memory.ts";
import { covers } from "./model.ts";
import { alone, amongAll, inUse, otherEntries, type Planting, type Subject, situations } from "./situations.ts";

const tools: readonly SyncTool[] = ["connect-sync", "cloud-sync"];

const cells = tools.flatMap((tool) =>
  requirementsOf(tool).flatMap((requirement) =>
    situations.flatMap(({ title, dependsOnOthers = false, plant }) =>
      [alone(tool, requirement), ...(dependsOnOthers ? [amongAll(tool, requirement)] : [])].flatMap((subject) => {
        const planting = plant(subject);
        return planting === null ? [] : [{ title, subject, planting }];
      }),
    ),
  ),
);

describe.each(tools)("of what %s needs", (tool) => {
  const names: Names = {
    trustee: (trustee) => `WINGTIP\\${trustee === "account" ? accountOf(tool).samAccountName : groupNames[trustee]}`,
    place: placeDn,
  };

  it.each(
    cells
      .filter(({ subject }) => subject.tool === tool)
      .map((cell) => [cell.subject.requirement.id, cell.title, cell.subject.features.length, cell] as const),
  )("%s %s, with features: %i", async (_, _title, _count, { subject, planting }) => {
    const { expected, features, scope } = planting;
    const entries = [...planting.entries, ...otherEntries(subject, planting)];
    const declared: Declared = {
      tool,
      forest: "wingtip.test",
      name: accountOf(tool).distinguishedName,
      organizationalUnits: scopeNames(scope),
      features,
    };
    const observed = await observeThrough(memoryForest(plantedForest(tool, entries)), requestFor(declared));
    const resource = resourceFor(declared, observed);
    check(subject, expected, resource, names);
    if (expected.wide !== true) expect(grantedIn(resource)).toEqual(grantedWith(subject, planting));
  });

  it("there is a cell for every situation of every feature that needs anything", () => {
    const covered = new Set(
      cells.filter(({ subject }) => subject.tool === tool).map(({ subject }) => subject.requirement.purpose),
    );
    const needing = [...permissions[tool]].flatMap(([purpose, set]) => (set.requirements.length > 0 ? [purpose] : []));
    expect([...covered]).toEqual(needing);
  });
});

/** Everything that is in use, and what asks for the same as something that is; but not what was taken away. */
function grantedWith({ tool, requirement }: Subject, { features, expected }: Planting): readonly string[] {
  const lost = expected.grant === "held" ? [] : [requirement.ways[0]];
  const held = [...inUse(tool, features), requirement]
    .map(({ ways: [way] }) => way)
    .filter((way) => !lost.some((other) => isDeepStrictEqual(way, other)));
  return requirementsOf(tool)
    .filter(({ ways }) => ways.some((way) => held.some((other) => covers(other, way))))
    .map(({ id }) => id);
}
