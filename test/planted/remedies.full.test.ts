/**
 * A remedy is a claim: after it, no right that is needed is lost, and what it was for is better. Each one that changes a
 * directory is carried out on the forest for which it was made, and the same access check looks again.
 */
import { describe, expect, it } from "vitest";
import { requirementsOf } from "../../catalogue/permissions.ts";
import type { SyncTool } from "../../catalogue/tools.ts";
import { observeThrough } from "../../directory/directories.ts";
import { judge } from "../../policy/judge-stack.ts";
import { violationsIn } from "../../policy/judgement/judged-rule.ts";
import type { DeclaredResource } from "../../policy/judgement/rule.ts";
import { connectorAccountNotProtected } from "../../policy/rules/connector-account-not-protected.ts";
import { group, type MemoryForest, memoryForest } from "../directory/memory-forest.ts";
import { carriedOut } from "./carry-out.ts";
import { clock, type Declared, grantedIn, heldIn, permissionRules, requestFor, resourceFor } from "./checks.ts";
import { accountOf, plantedForest, scopeNames } from "./memory.ts";
import { units } from "./model.ts";
import { recordedForest } from "./recorded-forest.ts";
import { alone, amongAll, inUse, otherEntries, type Subject, situations } from "./situations.ts";

const tools: readonly SyncTool[] = ["connect-sync", "cloud-sync"];

/** One of those that differ in the attribute only, which the remedies treat alike. */
const representatives = (tool: SyncTool) => [
  ...new Map(
    requirementsOf(tool).map((requirement) => {
      const { purpose, ifMissing, ways } = requirement;
      const [{ action, on }] = ways;
      const isInSet = action.do === "write" && action.attribute === "pwdLastSet";
      return [JSON.stringify([purpose, ifMissing, action.do, on, isInSet]), requirement] as const;
    }),
  ).values(),
];

const cells = tools.flatMap((tool) =>
  representatives(tool).flatMap((requirement) =>
    situations.flatMap(({ title, dependsOnOthers = false, plant }) =>
      [alone(tool, requirement), ...(dependsOnOthers ? [amongAll(tool, requirement)] : [])].flatMap((subject) => {
        const planting = plant(subject);
        // Where nothing is wrong, nothing is remedied.
        const isWrong = planting !== null && Object.keys(planting.expected.violated).length > 0;
        return isWrong ? [{ title, subject, planting }] : [];
      }),
    ),
  ),
);

type Cell = (typeof cells)[number];

async function observedIn(forest: MemoryForest, declared: Declared): Promise<DeclaredResource> {
  return resourceFor(declared, await observeThrough(memoryForest(forest), requestFor(declared)));
}

function forestOf({ subject, planting }: Cell): MemoryForest {
  return plantedForest(subject.tool, [...planting.entries, ...otherEntries(subject, planting)]);
}

function declaredIn({ subject: { tool }, planting: { features, scope } }: Cell): Declared {
  const { distinguishedName: name } = accountOf(tool);
  return { tool, forest: "wingtip.test", name, organizationalUnits: scopeNames(scope), features };
}

/** What the features that are on may do: on the domain root, and to how many objects. */
function rightsIn(resource: DeclaredResource, { tool }: Subject, features: Declared["features"]) {
  const granted = new Set(grantedIn(resource));
  return inUse(tool, features).map(({ id }) => ({ id, granted: granted.has(id), held: heldIn(resource, id) }));
}

const tally = { simulated: 0, removing: 0 };

describe.each(tools)("after a remedy for what %s needs", (tool) => {
  it.each(
    cells
      .filter(({ subject }) => subject.tool === tool)
      .map((cell) => [cell.subject.requirement.id, cell.title, cell.subject.features.length, cell] as const),
  )("nothing is lost where %s %s, with features: %i", async (_, _title, _count, cell) => {
    const { subject } = cell;
    const { features } = cell.planting;
    const [forest, declared] = [forestOf(cell), declaredIn(cell)];
    const before = await observedIn(forest, declared);
    const had = rightsIn(before, subject, features);
    for (const { rule, verdict } of violationsIn(judge([before], clock, permissionRules))) {
      const changes = verdict.remedy?.changes ?? [];
      if (changes.length === 0) continue;
      tally.simulated += 1;
      const isRemoving = changes.some(({ change }) => change.startsWith("remove") || change.startsWith("stop"));
      if (isRemoving) tally.removing += 1;
      const after = await observedIn(carriedOut(forest, changes), declared);
      const has = rightsIn(after, subject, features);
      const lost = had.filter(({ granted, held }, index) => {
        const now = has[index];
        return now === undefined || (granted && !now.granted) || held > now.held;
      });
      expect(lost, `${rule.name}: ${verdict.remedy}`).toEqual([]);
      const still = violationsIn(judge([after], clock, [rule])).map(({ verdict: { fact } }) => fact);
      expect(still, String(verdict.remedy)).not.toContain(verdict.fact);
    }
  });

  it.each(
    cells
      .filter(({ subject }, index) => {
        // One cell of each situation: what a snapshot keeps does not depend on the right.
        const isSame = (cell: Cell) => cell.subject.tool === tool && cell.title === cells[index]?.title;
        return subject.tool === tool && cells.findIndex(isSame) === index;
      })
      .map((cell) => [cell.subject.requirement.id, cell.title, cell] as const),
  )("a snapshot gives the same remedies where %s %s", async (_, _title, cell) => {
    const [source, declared] = [memoryForest(forestOf(cell)), declaredIn(cell)];
    const request = requestFor(declared);
    const snapshot = await recordedForest(source, [request], clock);
    const remedies = async (from: typeof source) => {
      const resource = resourceFor(declared, await observeThrough(from, request));
      return violationsIn(judge([resource], clock, permissionRules)).map(({ id, verdict: { remedy } }) => ({
        id,
        text: String(remedy),
        changes: remedy?.changes,
      }));
    };
    const live = await remedies(source);
    expect(live).not.toEqual([]);
    expect(await remedies(snapshot)).toEqual(live);
  });

  it("there were remedies that remove something, and others", () => {
    expect(tally.removing).toBeGreaterThan(50);
    expect(tally.simulated).toBeGreaterThan(tally.removing + 50);
  });
});

describe("after an account has left a group", () => {
  const domainAdmins = group("Domain Admins", 512);
  const { sid, distinguishedName: name } = accountOf("connect-sync");
  const features = ["password-hash-sync", "password-writeback"] as const;
  const declared: Declared = {
    tool: "connect-sync",
    forest: "wingtip.test",
    name,
    organizationalUnits: scopeNames([units.staff]),
    features,
  };

  it("whose members may do everything, it still has what its features need", async () => {
    const planted = plantedForest("connect-sync", []);
    const memberOf = { [sid ?? ""]: [domainAdmins.sid ?? ""] };
    const forest = { ...planted, objects: [...(planted.objects ?? []), domainAdmins], memberOf };
    const before = await observedIn(forest, declared);
    const [violation] = violationsIn(judge([before], clock, [connectorAccountNotProtected]));
    const after = await observedIn(carriedOut(forest, violation?.verdict.remedy?.changes ?? []), declared);
    expect(violationsIn(judge([after], clock, [connectorAccountNotProtected]))).toEqual([]);
    const needed = inUse("connect-sync", features).map(({ id }) => id);
    expect(grantedIn(after).filter((id) => needed.includes(id))).toEqual(needed);
    expect(needed.map((id) => heldIn(after, id))).toEqual(needed.map((id) => heldIn(before, id)));
  });
});
