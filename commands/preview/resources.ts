/** What the engine's events tell of a run. */
import type { DeclaredResource } from "../../policy/judgement/rule.ts";

/** The part of an engine event that is read here. */
export interface RunEvent {
  readonly resourcePreEvent?: { readonly metadata: ResourceStep };
  readonly policyEvent?: {
    readonly resourceUrn?: string;
    readonly policyName: string;
    readonly enforcementLevel: string;
    readonly message: string;
  };
  readonly diagnosticEvent?: { readonly message: string; readonly severity: string; readonly ephemeral?: boolean };
}

export interface ResourceStep {
  readonly op: string;
  readonly urn: string;
  readonly type: string;
  readonly old?: object | null;
  readonly new?: { readonly inputs?: Readonly<Record<string, unknown>> } | null;
}

/** What the program declares in a preview or an update; a refresh that comes first tells only what was recorded. */
export function stepsOf(events: readonly RunEvent[]): readonly ResourceStep[] {
  return events.flatMap(({ resourcePreEvent }) => {
    const step = resourcePreEvent?.metadata;
    return !step?.new || step.op === "refresh" ? [] : [step];
  });
}

/** The resources of a preview or an update, with the inputs that the policy pack saw. */
export function resourcesOfPreview(events: readonly RunEvent[]): DeclaredResource[] {
  const resources = stepsOf(events).map(({ type, urn, new: declared }) => ({
    type,
    name: nameIn(urn),
    inputs: declared?.inputs ?? {},
  }));
  // What is replaced has several steps.
  return [...new Map(resources.map((resource) => [JSON.stringify([resource.type, resource.name]), resource])).values()];
}

export function nameIn(urn: string): string {
  return urn.split("::").at(-1) ?? urn;
}
