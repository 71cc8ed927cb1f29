import { describe, expect, it } from "vitest";
import type { TakeoverEdgeId } from "../../../catalogue/takeover-edges.ts";
import { syncServerTakeover as rule } from "../../../policy/rules/sync-server-takeover.ts";
import { examples, noAccess } from "../examples.ts";
import { judged, notObservedYet } from "../judged.ts";

const target = {
  name: "FABRIKAM\\SRV1$",
  distinguishedName: "CN=SRV1,OU=Servers,DC=fabrikam,DC=example",
  sid: "S-1-5-21-1-2-3-1201",
  objectClass: "computer",
};
const anna = { sid: "S-1-5-21-1-2-3-1301", name: "FABRIKAM\\anna", kind: "user", members: null } as const;

const withServers = (syncServers: unknown) => {
  const inputs = examples.forest();
  return { ...inputs, observed: { ...inputs.observed, syncServers } };
};

const withWay = (edge: TakeoverEdgeId, on = target.distinguishedName) => {
  const sample = [{ principal: anna, edge, also: [], on, entry: null, decided: true }];
  const paths = { observed: { count: 1, sample, emptyGroups: [], ofSyncAccounts: [], unseen: [], hidden: [] } };
  const takeover = { target, role: "server", paths };
  return withServers({ observed: [{ server: "SRV1", computer: { observed: target }, takeover }] });
};

describe("sync-server-takeover", () => {
  it("accepts servers that only Tier 0 controls", () => {
    expect(judged(rule, "forest", examples.forest()).verdicts).toEqual(["met", "met"]);
  });

  it.each([
    ["ownership", "mandatory", "$acl.SetOwner("],
    ["impersonation", "mandatory", "end the delegation"],
    ["limited-impersonation", "advisory", "end the delegation"],
    ["unconstrained-delegation", "advisory", "Set-ADAccountControl -Identity"],
    ["joined-the-domain", "advisory", "KB5020276"],
    ["link-policies", "advisory", "from the object that it is set on"],
  ] as const)("weighs %s as %s, and tells the way out", (edge, level, remedy) => {
    const { levels, messages } = judged(rule, "forest", withWay(edge));
    expect(levels).toEqual([level]);
    expect(messages[0]).toContain(
      "anyone who takes over the server takes over every account that synchronizes from it",
    );
    expect(messages[0]).toContain(remedy);
  });

  it("tells the way of group policies", () => {
    const [message] = judged(rule, "forest", withWay("link-policies", "OU=Servers,DC=fabrikam,DC=example")).messages;
    expect(message).toContain(
      "FABRIKAM\\anna → may link group policies to → OU=Servers,DC=fabrikam,DC=example → whose policies apply to → FABRIKAM\\SRV1$",
    );
  });

  it("only advises where a server was not seen, or could not be read", () => {
    const unseen = (computer: unknown) => withServers({ observed: [{ server: "SRV1", computer, takeover: null }] });
    expect(judged(rule, "forest", unseen({ observed: null }))).toMatchObject({
      verdicts: ["unobservable"],
      levels: ["advisory"],
      messages: [expect.stringContaining("no computer with that name was seen on dc1.fabrikam.example")],
    });
    expect(judged(rule, "forest", unseen(noAccess)).levels).toEqual(["advisory"]);
    expect(judged(rule, "forest", withServers(noAccess)).levels).toEqual(["advisory"]);
  });

  it("has nothing to say of a forest without servers", () => {
    expect(judged(rule, "forest", withServers({ observed: [] })).verdicts).toEqual(["not applicable"]);
  });

  it("is judged in the update when nothing is observed yet", () => {
    expect(judged(rule, "forest", notObservedYet(examples.forest())).verdicts).toEqual(["not yet known"]);
  });
});
