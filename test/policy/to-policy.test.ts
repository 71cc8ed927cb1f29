/** One source for levels: the pack reports of every stack what the program would refuse to write. */
import { readFileSync } from "node:fs";
import type { ResourceValidationArgs } from "@pulumi/policy";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { judge, type Levels } from "../../policy/judge-stack.ts";
import { toldIn, violationsIn } from "../../policy/judgement/judged-rule.ts";
import type { DeclaredResource } from "../../policy/judgement/rule.ts";
import { rules } from "../../policy/rules.ts";
import { packOf, toPolicy } from "../../policy/to-policy.ts";
import { examples, resource, today, unreachable } from "./examples.ts";
import { notObservedYet } from "./judged.ts";

class NotApplicable extends Error {}

/** What the pack tells the engine about a resource, each with the level at which it counts. */
async function reported({ type, name, inputs }: DeclaredResource, levels: Levels = {}): Promise<string[]> {
  const messages: string[] = [];
  const args = {
    type,
    name,
    props: inputs,
    notApplicable: () => {
      throw new NotApplicable();
    },
  } as Partial<ResourceValidationArgs> as ResourceValidationArgs;
  const pack = packOf(rules);
  for (const rule of rules) {
    const usual = levels[rule.name] ?? rule.enforcementLevel;
    if (usual === "disabled") continue;
    const { validateResource } = toPolicy(rule, () => ({ now: today }), pack);
    const report = (violation: string | { readonly message?: string; readonly enforcementLevel?: string }) => {
      const { message = "", enforcementLevel = usual } =
        typeof violation === "string" ? { message: `${rule.description}\n${violation}` } : violation;
      messages.push(`[${enforcementLevel}] ${rule.name} on ${name}: ${message}`);
    };
    for (const validate of [validateResource].flat())
      try {
        await validate?.(
          { ...args, getConfig: <T>() => ({ enforcementLevel: usual }) as T },
          report as Parameters<NonNullable<typeof validate>>[1],
        );
      } catch (error) {
        if (!(error instanceof NotApplicable)) throw error;
      }
  }
  return messages.toSorted();
}

/** What the program itself finds, in the same words. */
function found(one: DeclaredResource): string[] {
  return toldIn(judge([one], today))
    .map(({ enforcementLevel, rule, message }) => `[${enforcementLevel}] ${rule.name} on ${one.name}: ${message}`)
    .toSorted();
}

interface StoredResource {
  readonly urn: string;
  readonly type: string;
  readonly inputs?: Record<string, unknown>;
}

/** The resources of a stack as the engine stored them. */
function stored(name: string): DeclaredResource[] {
  const file = new URL(`../fixtures/earlier-state/${name}.json`, import.meta.url);
  const content = JSON.parse(readFileSync(file, "utf8"));
  const resources: readonly StoredResource[] = content.deployment?.resources ?? content;
  return resources.map(({ urn, type, inputs = {} }) => ({ type, name: urn.split("::").at(-1) ?? urn, inputs }));
}

const known = Object.entries(examples).map(([kind, example]) => resource(kind as keyof typeof examples, example()));
const unknown = known.map((one) => ({ ...one, inputs: notObservedYet(one.inputs) as Record<string, unknown> }));
const damaged = known.map((one) => ({ ...one, inputs: { ...one.inputs, observed: null } }));

describe("the pack and the program have the same findings at the same levels, word by word,", () => {
  it.each<readonly [string, readonly DeclaredResource[], number]>([
    ["of the stored faulty sample", stored("contoso-faulty"), 10],
    ["of the stored sample", stored("contoso"), 0],
    ["of an example of each resource", known, 0],
    ["where nothing is observed yet", unknown, 0],
    ["where what was observed is damaged", damaged, 10],
  ])("%s", async (_what, resources, atLeast) => {
    const program = resources.flatMap(found);
    expect((await Promise.all(resources.map((one) => reported(one)))).flat()).toEqual(program);
    expect(program.filter((each) => each.startsWith("[mandatory]")).length).toBeGreaterThanOrEqual(atLeast);
  });
});

describe("the pack, however somebody has configured the levels of its rules,", () => {
  const unreached = (["connector account", "group managed service account", "forest"] as const).map((kind) => {
    const { observed: _, ...declared } = examples[kind]();
    const observed = { evidence: { source: "none" }, account: unreachable, domains: unreachable, details: null };
    return resource(kind, { ...declared, observed });
  });
  const names = rules.map(({ name }) => name);
  const level = fc.constantFrom("disabled", "advisory", "mandatory");

  it("tells every finding that blocks, and blocks where one does", async () => {
    const property = fc.asyncProperty(fc.dictionary(fc.constantFrom(...names), level), async (levels) => {
      for (const one of unreached) {
        const blocking = violationsIn(judge([one], today, rules, { levels })).filter(
          ({ enforcementLevel }) => enforcementLevel === "mandatory",
        );
        const told = (await reported(one, levels)).filter((each) => each.startsWith("[mandatory]"));
        const shown = told.join("\n");
        expect(blocking.filter(({ id }) => !shown.includes(`[${id}]`))).toEqual([]);
        expect(told.length > 0).toBe(blocking.length > 0);
      }
    });
    await fc.assert(property, { numRuns: 40 });
  });
});
