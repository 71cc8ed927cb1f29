import type { Run } from "./engine.ts";
import { plainText } from "./progress.ts";
import { nameIn, stepsOf } from "./resources.ts";

/** What made the engine fail besides the findings of the result, in sentences. */
export function stopsOf({ events, errors }: Pick<Run, "events" | "errors">): readonly string[] {
  const told = events.flatMap(({ diagnosticEvent }) =>
    diagnosticEvent?.severity === "error" ? [plainText(diagnosticEvent.message).replace(/^error: /, "")] : [],
  );
  const others = [...refusedIn(events), ...told.filter((message) => message !== "" && !isAboutFindings.test(message))];
  if (others.length > 0) return [...new Set(others)];
  return told.length > 0 || errors.trim() === "" ? [] : [errors.trim()];
}

/** How components/gatekeeper.ts begins, and how the engine tells that a policy pack objects. */
const isAboutFindings =
  /^(?:error serializing property "[^"]*": )*(?:(?:Nothing would be written|Nothing is written|The update is not complete): |\[mandatory\])|^resource .* is invalid/;

/** An update begins nothing with a resource that the pack objects to, so the events tell the finding and no inputs. */
function refusedIn(events: Run["events"]): readonly string[] {
  const begun = new Set(stepsOf(events).map(({ urn }) => urn));
  return events.flatMap(({ policyEvent }) => {
    if (policyEvent?.enforcementLevel !== "mandatory" || begun.has(policyEvent.resourceUrn ?? "")) return [];
    const { policyName, resourceUrn, message } = policyEvent;
    return [`${policyName} (${nameIn(resourceUrn ?? "the stack")}): ${plainText(message)}`];
  });
}

/** Whether a mandatory finding about something that the run did not begin with, and that its result lacks, stopped it. */
export function isRefusedUnseen({ events }: Pick<Run, "events">): boolean {
  return refusedIn(events).length > 0;
}

/** Whether the program, the policy pack or a provider failed, and not what they were asked for. */
export function isFault({ events, errors }: Pick<Run, "events" | "errors">): boolean {
  const told = events.map(({ diagnosticEvent }) => plainText(diagnosticEvent?.message ?? ""));
  return [errors, ...told].some((text) => faultText.test(text));
}

/**
 * How Pulumi's SDK introduces an exception, a line of Node's stack traces, and how a plugin written in Go ends. The engine
 * hands on what a provider prints line by line.
 */
const faultText = /failed with an unhandled exception|^\s*at .*(?:file:|node:|[/\\]).*:\d+:\d+\)?$|^panic: /m;
