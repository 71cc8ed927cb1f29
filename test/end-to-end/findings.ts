/** The findings of a preview and of a check, in a form in which they have to be the same. */
import { expect } from "vitest";
import { resourcesOfPreview } from "../../commands/preview/resources.ts";
import type { EngineEvent, Practice, PulumiResult } from "../../lab/practice.ts";
import { sampleClock } from "../../lab/sample-tenants.ts";
import { judge } from "../../policy/judge-stack.ts";
import { type JudgedViolation, toldIn } from "../../policy/judgement/judged-rule.ts";
import { ToldOnce } from "../../policy/judgement/told-once.ts";
import { makeResult } from "../../report/make-result.ts";
import type { Result } from "../../report/result.ts";

/**
 * What check concludes is what the engine's run concluded, which changed nothing: what the pack was shown, and what it
 * listed.
 */
export async function expectSameWithoutEngine(
  practice: Practice,
  { events }: PulumiResult,
  environment: Readonly<Record<string, string>> = {},
): Promise<Result> {
  const state = (await practice.state()) as { readonly deployment?: { readonly resources?: readonly unknown[] } };
  const applied = (state.deployment?.resources ?? []).length > 1;
  const result = await practice.surroundings.check(applied ? state : undefined, environment);
  expect(result.verdicts.length).toBeGreaterThan(10);
  expect(conclusions(result)).toEqual(conclusionsOfPreview(events));
  const told = listed(events);
  expect(told).toEqual([...listedWithoutEngine(events), ...listedDecisions(result)].toSorted());
  // What has one cause is one message, with the id of every finding that it has.
  const ids =
    told
      .filter((one) => !one.includes("decisions-needed"))
      .join("\n")
      .match(/HS-[0-9a-z]{12}/g) ?? [];
  const excepted = result.accepted.filter(({ by }) => by === "exception");
  expect(ids.toSorted()).toEqual([...result.findings, ...excepted].map(({ id }) => id).toSorted());
  return result;
}

/** What is concluded, without how it was obtained and where the stack's file declares it. */
function conclusions({ accounts, tenant, seen, findings, accepted, notices, verdicts, summary }: Result) {
  const placeless = <T extends { readonly place: unknown }>(some: readonly T[]) =>
    some.map(({ place: _, ...one }) => one);
  return {
    accounts,
    tenant,
    seen,
    findings: placeless(findings),
    accepted: placeless(accepted),
    notices,
    verdicts,
    summary,
  };
}

/** What the policy pack is shown in a preview, judged as check judges it. */
function conclusionsOfPreview(events: readonly EngineEvent[]) {
  const obtained = { stack: "", by: "check", program: "", appliedStack: false } as const;
  return conclusions(makeResult(resourcesOfPreview(events), { ...obtained, clock: new Date(sampleClock) }));
}

/** What the engine lists under "Policies": rule, resource, level and the message. */
export function listed(events: readonly EngineEvent[]): string[] {
  return events
    .flatMap(({ policyEvent }) => {
      if (policyEvent === undefined) return [];
      const { policyName, resourceUrn, enforcementLevel, message } = policyEvent;
      return [JSON.stringify([policyName, resourceUrn.split("::").at(-1), enforcementLevel, message.trimEnd()])];
    })
    .toSorted();
}

/**
 * The same of what the pack is shown, judged here. Which of several resources tells a cause, the order decides in which
 * the engine asks.
 */
function listedWithoutEngine(events: readonly EngineEvent[]): string[] {
  const shown = new Set(listed(events));
  const told = new ToldOnce();
  const line = ({ rule, resource, enforcementLevel }: JudgedViolation, message: string) =>
    JSON.stringify([rule.name, resource.name, enforcementLevel, message]);
  return toldIn(judge(resourcesOfPreview(events), new Date(sampleClock)))
    .toSorted((one, other) => Number(shown.has(line(other, other.message))) - Number(shown.has(line(one, one.message))))
    .map((one) => line(one, told.messageFor(one, one.resource)))
    .toSorted();
}

/** What an exception accepts is listed as advice, and so is what has become of decisions. */
function listedDecisions({ stack, accepted, notices }: Result): string[] {
  return [
    ...accepted
      .filter(({ by }) => by === "exception")
      .map(({ rule, resource, subject, fact, decidedBy, lastDay, daysLeft, ticket, reason, id }) => {
        const until = `${lastDay} (${daysLeft} day${daysLeft === 1 ? "" : "s"} left)`;
        const told = `${subject} ${fact}; accepted by ${decidedBy} until ${until}, ${ticket}: ${reason}. [${id}]`;
        return [rule, resource, "advisory", told];
      }),
    ...notices.map(({ level, message }) => {
      const enforcementLevel = level === "mandatory" ? level : "advisory";
      return ["decisions-needed", `hybrid-sync-${stack}`, enforcementLevel, message];
    }),
  ].map((each) => JSON.stringify(each));
}
