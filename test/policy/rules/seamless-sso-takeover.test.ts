import { describe, expect, it } from "vitest";
import type { Takeover, TakeoverPath } from "../../../directory/facts/takeover.ts";
import { seamlessSsoTakeover } from "../../../policy/rules/seamless-sso-takeover.ts";
import { noAccess } from "../examples.ts";
import { withoutSingleSignOn, withSingleSignOn } from "../forest-examples.ts";
import { judged } from "../judged.ts";
import { itNeedsTheForest } from "../missing-observation.ts";

const rule = seamlessSsoTakeover;
const target: Takeover["target"] = {
  name: "FABRIKAM\\AZUREADSSOACC$",
  objectClass: "computer",
  distinguishedName: "CN=AZUREADSSOACC,CN=Computers,DC=fabrikam,DC=example",
  sid: "S-1-5-21-1-2-3-1108",
};
const path: TakeoverPath = {
  principal: { sid: "S-1-5-21-1-2-3-1300", name: "FABRIKAM\\Helpdesk", kind: "group", members: 4 },
  edge: "full-control",
  also: [],
  on: target.distinguishedName,
  entry: { sddl: "(A;;GA;;;S-1-5-21-1-2-3-1300)", from: target.distinguishedName },
  decided: true,
};

describe(rule.name, () => {
  it("is about domains with such an account", () => {
    expect(judged(rule, "forest", withoutSingleSignOn())).toMatchObject({ verdicts: ["not applicable"] });
  });

  it("passes an account that is out of reach", () => {
    expect(judged(rule, "forest", withSingleSignOn({}))).toMatchObject({ verdicts: ["met"] });
  });

  it("refuses one that somebody outside Tier 0 controls, and says what that gives", () => {
    const paths = {
      observed: { count: 1, sample: [path], emptyGroups: [], ofSyncAccounts: [], unseen: [], hidden: [] },
    };
    const { messages, levels } = judged(
      rule,
      "forest",
      withSingleSignOn({ takeover: { observed: [{ target, role: "account", paths }] } }),
    );
    expect(levels).toEqual(["mandatory"]);
    expect(messages[0]).toContain("FABRIKAM\\Helpdesk (4 members) → has full control of → FABRIKAM\\AZUREADSSOACC$");
    expect(messages[0]).toContain("can sign in to the cloud with the identity of any synchronized user");
  });

  it("cannot verify what is hidden, without blocking", () => {
    const hidden = withSingleSignOn({ takeover: { observed: [{ target, role: "account", paths: noAccess }] } });
    expect(judged(rule, "forest", hidden)).toMatchObject({ verdicts: ["unobservable"], levels: ["advisory"] });
  });

  itNeedsTheForest(rule, ["domains"]);
});
