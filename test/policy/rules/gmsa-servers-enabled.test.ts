import { describe, expect, it } from "vitest";
import { gmsaServersEnabled } from "../../../policy/rules/gmsa-servers-enabled.ts";
import { examples, noAccess } from "../examples.ts";
import { judged } from "../judged.ts";
import { itNeedsAnObservation } from "../missing-observation.ts";

const rule = gmsaServersEnabled;

function judgedWith(facts: object) {
  const inputs = examples["group managed service account"]();
  const { details } = inputs.observed;
  const servers = (details?.servers ?? []).map((server, index) => (index === 0 ? { ...server, ...facts } : server));
  return judged(rule, "group managed service account", {
    ...inputs,
    observed: { ...inputs.observed, details: { ...details, servers } },
  });
}

describe(rule.name, () => {
  it("passes servers that are enabled", () => {
    expect(judgedWith({})).toMatchObject({ verdicts: ["met", "met"], messages: [] });
  });

  it("refuses one that is disabled", () => {
    const { verdicts, messages, levels } = judgedWith({ enabled: { observed: false } });
    expect(verdicts).toEqual(["unmet", "met"]);
    expect(levels).toEqual(["mandatory"]);
    expect(messages[0]).toContain("FABRIKAM\\SRV1$ is disabled; the server cannot sign in to the domain");
  });

  it("leaves one that was not seen to another rule, and cannot verify one that is hidden", () => {
    const unseen = { computer: { observed: null }, enabled: { observed: false } };
    expect(judgedWith(unseen)).toMatchObject({ verdicts: ["not applicable", "met"] });
    expect(judgedWith({ enabled: noAccess })).toMatchObject({
      verdicts: ["unobservable", "met"],
      levels: ["advisory"],
    });
  });

  itNeedsAnObservation(rule, "group managed service account");
});
