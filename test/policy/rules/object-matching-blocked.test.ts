import { describe, expect, it } from "vitest";
import { objectMatchingBlocked as rule } from "../../../policy/rules/object-matching-blocked.ts";
import { examples } from "../examples.ts";
import { judged } from "../judged.ts";
import { itNeedsTheTenant } from "../missing-observation.ts";

function blocking(softMatchBlocked: boolean, hardMatchTakeoverBlocked: boolean) {
  const inputs = examples.tenant();
  const synchronizationFeatures = { observed: { softMatchBlocked, hardMatchTakeoverBlocked } };
  return { ...inputs, observed: { ...inputs.observed, synchronizationFeatures } };
}

describe("object-matching-blocked", () => {
  it("accepts a tenant that blocks both", () => {
    expect(judged(rule, "tenant", blocking(true, true)).verdicts).toEqual(["met"]);
  });

  it.each([
    [false, true, ["soft match"]],
    [true, false, ["takeover by hard match"]],
    [false, false, ["soft match", "takeover by hard match"]],
  ])("advises to block what is open: soft %s, hard %s", (soft, hard, open) => {
    const { levels, messages } = judged(rule, "tenant", blocking(soft, hard));
    expect(levels).toEqual(open.map(() => "advisory"));
    expect(messages).toEqual(open.map((kind) => expect.stringContaining(`The tenant does not block ${kind}; `)));
    expect(messages[0]).toContain(
      "\nBlock them with: Connect-MgGraph -Scopes OnPremDirectorySynchronization.ReadWrite.All; Update-MgDirectoryOnPremiseSynchronization ",
    );
  });

  it("leaves matching open until a tool is installed, and has nothing to say of a tenant never synchronized", () => {
    const inputs = blocking(false, false);
    const before = { ...inputs, cloudSync: null, connectSync: { ...inputs.connectSync, phase: "before-install" } };
    expect(judged(rule, "tenant", before).verdicts).toEqual(["not applicable"]);
    const never = { ...inputs, observed: { ...inputs.observed, synchronizationFeatures: { observed: null } } };
    expect(judged(rule, "tenant", never).verdicts).toEqual(["not applicable"]);
  });

  itNeedsTheTenant(rule, ["synchronizationFeatures"]);
});
