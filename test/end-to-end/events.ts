import type { EngineEvent } from "../../lab/practice.ts";
import { resourcesOfPreview } from "../../lab/resources.ts";
import { sampleClock } from "../../lab/samples.ts";
import { judge } from "../../policy/judge.ts";

/** The violations of a run, each `rule on resource`, ordered and without repetition. */
export function violations(events: readonly EngineEvent[], level?: "mandatory" | "advisory"): string[] {
  const found = events.flatMap(({ policyEvent }) =>
    policyEvent && (level === undefined || policyEvent.enforcementLevel === level)
      ? [`${policyEvent.policyName} on ${policyEvent.resourceUrn.split("::").at(-1)}`]
      : [],
  );
  return [...new Set(found)].sort();
}

/** What each rule concludes about each resource of a sample: the words only, because evidence differs between sources. */
export function verdicts(events: readonly EngineEvent[]): string[] {
  return judge(resourcesOfPreview(events), new Date(sampleClock))
    .flatMap(({ rule, resource, verdicts }) =>
      verdicts.map(({ verdict, subject }) => `${rule.name} on ${resource.name}: ${subject} ${verdict}`),
    )
    .sort();
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

/** Where a secret occurs in a text: in plain or in UTF-16, each also as JSON has it, and in base64 at any offset. */
export function occurrences(secret: string, text: string): string[] {
  const wide = Buffer.from(secret, "utf16le");
  const forms: Record<string, string> = {
    plain: secret,
    "as JSON": asJson(secret),
    "UTF-16": wide.toString("latin1"),
    "UTF-16 as JSON": asJson(wide.toString("latin1")),
  };
  for (const offset of [0, 1, 2]) {
    forms[`base64 at offset ${offset}`] = base64At(offset, Buffer.from(secret));
    forms[`base64 of UTF-16 at offset ${offset}`] = base64At(offset, wide);
  }
  return Object.entries(forms).flatMap(([form, needle]) => (text.includes(needle) ? [form] : []));
}

function asJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** The characters that do not depend on what stands before or after the bytes. */
function base64At(offset: number, bytes: Buffer): string {
  const encoded = Buffer.concat([Buffer.alloc(offset), bytes]).toString("base64");
  return encoded.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6));
}
