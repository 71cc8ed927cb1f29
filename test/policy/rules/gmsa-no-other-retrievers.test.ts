import { describe, expect, it } from "vitest";
import { gmsaNoOtherRetrievers as rule } from "../../../policy/rules/gmsa-no-other-retrievers.ts";
import { examples, noAccess } from "../examples.ts";
import { judged, unknownText } from "../judged.ts";
import { itNeedsAnObservation } from "../missing-observation.ts";

const withOthers = (others: unknown) => {
  const inputs = examples["group managed service account"]();
  return { ...inputs, observed: { ...inputs.observed, details: { ...inputs.observed.details, others } } };
};
const domainComputers = { sid: "S-1-5-21-1-2-3-515", name: "FABRIKAM\\Domain Computers", kind: "group" };
const stale = { sid: "S-1-5-21-9-9-9-4711", name: null, kind: "unresolved" };

describe("gmsa-no-other-retrievers", () => {
  it("accepts that nobody else may", () => {
    expect(
      judged(rule, "group managed service account", withOthers({ observed: { count: 0, sample: [] } })).verdicts,
    ).toEqual(["met"]);
  });

  it("advises about everybody else", () => {
    const inputs = withOthers({ observed: { count: 2, sample: [domainComputers, stale] } });
    expect(judged(rule, "group managed service account", inputs)).toMatchObject({
      verdicts: ["unmet", "unmet"],
      levels: ["advisory", "advisory"],
      messages: [
        expect.stringContaining("FABRIKAM\\agent$ also lets FABRIKAM\\Domain Computers (group) retrieve its password;"),
        "FABRIKAM\\agent$ also lets S-1-5-21-9-9-9-4711 (unresolved) retrieve its password; " +
          "anyone who may retrieve the password can act as the provisioning agent in the whole domain.\n" +
          "Declare the server under agentServers of Cloud Sync if it runs an agent; otherwise remove it from PrincipalsAllowedToRetrieveManagedPassword.",
      ],
    });
  });

  it("counts what it does not name", () => {
    const sample = Array.from({ length: 20 }, (_, index) => ({
      sid: `S-1-5-21-1-2-3-${index}`,
      name: `F\\C${index}$`,
      kind: "computer",
    }));
    const { messages } = judged(rule, "group managed service account", withOthers({ observed: { count: 57, sample } }));
    expect(messages).toHaveLength(21);
    expect(messages[20]).toContain("also lets 37 more that are not listed retrieve its password");
  });

  it("cannot verify at its own level, and leaves open what is not known yet", () => {
    expect(judged(rule, "group managed service account", withOthers(noAccess))).toMatchObject({
      verdicts: ["unobservable"],
      levels: ["advisory"],
    });
    expect(judged(rule, "group managed service account", withOthers(unknownText)).verdicts).toEqual(["not yet known"]);
  });

  itNeedsAnObservation(rule, "group managed service account");
});
