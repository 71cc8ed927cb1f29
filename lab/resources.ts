import type { DeclaredResource } from "../policy/judgement/rule.ts";
import type { EngineEvent } from "./practice.ts";

/** The resources of a preview or an update, with the inputs that the policy pack saw. */
export function resourcesOfPreview(events: readonly EngineEvent[]): DeclaredResource[] {
  return events.flatMap(({ resourcePreEvent }) => {
    const step = resourcePreEvent?.metadata;
    if (!step?.new) return [];
    return [{ type: step.type, name: step.urn.split("::").at(-1) ?? step.urn, inputs: step.new.inputs ?? {} }];
  });
}
