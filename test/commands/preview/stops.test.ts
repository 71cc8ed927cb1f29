import { describe, expect, it } from "vitest";
import { flagsForPreview, givenFlags } from "../../../commands/preview/flags.ts";
import { progressLine } from "../../../commands/preview/progress.ts";
import { resourcesOfPreview } from "../../../commands/preview/resources.ts";
import { isFault, isRefusedUnseen, stopsOf } from "../../../commands/preview/stops.ts";

const urn = (name: string) => `urn:pulumi:prod::hybrid-sync::a:b:C::${name}`;
const error = (message: string) => ({ diagnosticEvent: { severity: "error", message } }) as never;
const objection = (name: string) =>
  ({
    policyEvent: { resourceUrn: urn(name), policyName: "a-rule", enforcementLevel: "mandatory", message: "is bad" },
  }) as never;
const step = (name: string, op: string, state: object) =>
  ({ resourcePreEvent: { metadata: { op, urn: urn(name), type: "a:b:C", ...state } } }) as never;

describe("what made the engine fail", () => {
  it("is each error once, without the engine's colours, but not that there are findings", () => {
    const events = [
      error("<{%reset%}>error: The group Administrators is not there.<{%reset%}>\n"),
      error("error: The group Administrators is not there."),
      error('error: Nothing would be written: 3 mandatory findings, listed under "Policies".'),
    ];
    expect(stopsOf({ events, errors: "error: preview failed" })).toEqual(["The group Administrators is not there."]);
  });

  it("is nothing but the findings, where the only errors tell of them", () => {
    const events = [error("error: Nothing is written: 1 mandatory finding (gmsa-exists); each is shown.")];
    expect(stopsOf({ events, errors: "error: update failed" })).toEqual([]);
  });

  it("is what the engine printed, where it has no event for it", () => {
    expect(stopsOf({ events: [], errors: "error: the backend went away\n" })).toEqual(["error: the backend went away"]);
  });

  it("is a finding about a resource that the update did not begin with", () => {
    const events = [step("begun", "create", { new: { inputs: {} } }), objection("begun"), objection("other")];
    expect(stopsOf({ events, errors: "" })).toEqual(["a-rule (other): is bad"]);
    expect(isRefusedUnseen({ events })).toBe(true);
    expect(isRefusedUnseen({ events: [error("error: x")] })).toBe(false);
    // The result has that resource, and says itself whether the finding blocks or could not be verified.
    expect(isRefusedUnseen({ events: [step("begun", "create", { new: { inputs: {} } }), objection("begun")] })).toBe(
      false,
    );
  });

  it.each([
    ["an exception of the program", "Running program '/x/index.ts' failed with an unhandled exception:\nError: late"],
    ["a stack trace of a provider", "Error: gone\n    at check (file:///x/provider.ts:28:20)"],
    ["a line of one", "    at check (C:\\x\\provider.ts:28:20)\n"],
    ["a plugin written in Go", "panic: runtime error: invalid memory address"],
  ])("is a fault where it is %s", (_, text) => {
    expect(isFault({ events: [error(text)], errors: "" })).toBe(true);
    expect(isFault({ events: [], errors: text })).toBe(true);
    expect(isFault({ events: [error("error: The group panic: is at x:1:2.")], errors: "" })).toBe(false);
  });
});

describe("the resources of a run", () => {
  it("are those that the program declares, each as it comes out", () => {
    const events = [
      step("kept", "refresh", { old: {}, new: { inputs: { seen: "last week" } } }),
      step("kept", "same", { old: {}, new: { inputs: { seen: "today" } } }),
      step("gone", "delete", { old: {}, new: null }),
      step("replaced", "create-replacement", { new: { inputs: { seen: "first" } } }),
      step("replaced", "replace", { new: { inputs: { seen: "second" } } }),
    ];
    expect(resourcesOfPreview(events)).toEqual([
      { type: "a:b:C", name: "kept", inputs: { seen: "today" } },
      { type: "a:b:C", name: "replaced", inputs: { seen: "second" } },
    ]);
  });
});

describe("progress", () => {
  it("is a line to a resource and to a warning", () => {
    expect(progressLine(step("tenant", "same", { new: {} }))).toBe("  same     C tenant");
    expect(
      progressLine({ diagnosticEvent: { severity: "warning", message: "<{%fg 3%}>warning: mind<{%reset%}>" } }),
    ).toBe("  warning: mind");
    for (const severity of ["error", "debug"])
      expect(progressLine({ diagnosticEvent: { severity, message: "x" } })).toBeUndefined();
  });
});

describe("flags for the engine", () => {
  it.each(["--stack", "-s", "--cwd=/x", "--event-log", "--skip-preview", "--client", "--remote"])(
    "do not include %s",
    (flag) => {
      expect(() => givenFlags(["--diff", flag])).toThrow(/cannot stand after "--"\. /);
    },
  );

  it("tell that only a part of the stack is looked at", () => {
    for (const flag of ["--target", "-t", "--exclude=urn", "--target-replace"]) {
      expect(givenFlags([flag]).leavesOut).toMatch(/looks only at a part of the stack/);
    }
    expect(givenFlags(["--refresh", "--parallel", "4", "-y"])).toMatchObject({ leavesOut: undefined, agreed: true });
  });

  it("of an update are kept from its preview", () => {
    const given = ["--refresh", "--plan", "plan.json", "--continue-on-error", "-y", "--message", "monthly"];
    expect(flagsForPreview(given)).toEqual(["--refresh", "--message", "monthly"]);
  });
});
