import { describe, expect, it } from "vitest";
import { provisioningAgentVersion as rule } from "../../../policy/rules/provisioning-agent-version.ts";
import { examples } from "../examples.ts";
import { judged } from "../judged.ts";

const example = "group managed service account";
const judgedWith = (facts: object) => {
  const { agentVersion: _, ...inputs } = examples[example]();
  return judged(rule, example, { ...inputs, ...facts });
};

describe(rule.name, () => {
  it.each(["1.1.2334.0", "1.1.2400.0", "1.1.2505.0", "1.1.2505.1", "1.2.0.0"])("passes %s", (agentVersion) => {
    expect(judgedWith({ agentVersion })).toMatchObject({ verdicts: ["met"] });
  });

  it("advises where agents have upgraded themselves to a newer one", () => {
    expect(judgedWith({ agentVersion: "1.1.1586.0" })).toMatchObject({
      levels: ["advisory"],
      messages: [
        "The provisioning agent of fabrikam.example is declared as 1.1.1586.0, and 1.1.2505.0 was released on 2026-09-21; the agent is not supported any more, because Microsoft supports only the latest version.\n" +
          "Download the newest agent from the Microsoft Entra admin center, under Cloud sync, Agents, and install it on every agent server.",
      ],
    });
  });

  it("refuses a version without an enabled feature, and names each feature", () => {
    const { messages, levels } = judgedWith({
      agentVersion: "1.1.977.0",
      features: ["exchange-hybrid", "password-hash-sync", "group-provisioning"],
    });
    expect(levels).toEqual(["mandatory", "mandatory", "advisory"]);
    expect(messages[0]).toContain("Exchange hybrid writeback needs 1.1.1107.0; the feature cannot be used.");
    expect(messages[1]).toContain(" needs 1.1.2334.0; the feature cannot be used.");
  });

  it("cannot verify a version that nobody declares, once a feature of the installed agent needs one", () => {
    const features = ["group-provisioning"];
    expect(judgedWith({ features })).toMatchObject({ verdicts: ["unobservable"], levels: ["advisory"] });
    expect(judgedWith({ features, phase: "before-install" })).toMatchObject({ verdicts: ["not applicable"] });
    expect(judgedWith({})).toMatchObject({ verdicts: ["not applicable"] });
    const several = judgedWith({ features, setting: "hybrid-sync:cloudSync.forests[1]" });
    expect(several.messages[0]).toContain("shows as hybrid-sync:cloudSync.forests[1].agentVersion.");
  });
});
