import { resourcesOfPreview } from "../../commands/preview/resources.ts";
import type { ToldByGuid } from "../../directory/facts/object-guid.ts";
import type { EngineEvent } from "../../lab/practice.ts";
import { sampleClock } from "../../lab/sample-tenants.ts";
import { judge } from "../../policy/judge-stack.ts";

/** The violations of a run, each `rule on resource`, ordered and without repetition. */
export function violations(events: readonly EngineEvent[], level?: "mandatory" | "advisory"): string[] {
  const found = events.flatMap(({ policyEvent }) =>
    policyEvent && (level === undefined || policyEvent.enforcementLevel === level)
      ? [`${policyEvent.policyName} on ${policyEvent.resourceUrn.split("::").at(-1)}`]
      : [],
  );
  return [...new Set(found)].sort();
}

/**
 * What each rule concludes about each resource of a sample, with ids: without the facts, as evidence differs between
 * sources, and without ids of the tenant, as each practice tenant gives every object another id. So does each practice
 * directory with GUIDs, without which ids rest on names.
 */
export function verdicts(events: readonly EngineEvent[]): string[] {
  return judge(resourcesOfPreview(events).map(withoutGuids), new Date(sampleClock))
    .flatMap(({ rule, resource, verdicts }) =>
      verdicts.map(
        ({ verdict, subject, id }) =>
          `${rule.name} on ${resource.name}: ${subject} ${verdict}${id === null || resource.name === "tenant" ? "" : ` ${id}`}`,
      ),
    )
    .sort();
}

function withoutGuids<T extends { readonly inputs: Readonly<Record<string, unknown>> }>(resource: T): T {
  const { observed } = resource.inputs;
  if (typeof observed !== "object" || observed === null) return resource;
  const { objectGuids: _, ...others } = observed as ToldByGuid;
  return { ...resource, inputs: { ...resource.inputs, observed: others } };
}

/** How many resources a run did what with, without those it left alone. */
export function changes(events: readonly EngineEvent[]): Record<string, number> {
  const summary = events.findLast(({ summaryEvent }) => summaryEvent)?.summaryEvent?.resourceChanges ?? {};
  return Object.fromEntries(Object.entries(summary).filter(([operation, count]) => operation !== "same" && count > 0));
}

/** The names of the resources that a run would change or changed, with what it does to each. */
export function steps(events: readonly EngineEvent[]): Record<string, string> {
  return Object.fromEntries(
    events.flatMap(({ resourcePreEvent }) => {
      const step = resourcePreEvent?.metadata;
      return step && step.op !== "same" ? [[step.urn.split("::").at(-1) ?? "", step.op]] : [];
    }),
  );
}
