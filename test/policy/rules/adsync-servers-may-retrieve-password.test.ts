import { describe, expect, it } from "vitest";
import { adSyncServersMayRetrievePassword as rule } from "../../../policy/rules/adsync-servers-may-retrieve-password.ts";
import { examples, noAccess } from "../examples.ts";
import { judged } from "../judged.ts";

const example = "ADSync service account";

function withServer(change: object, declared: object = {}): object {
  const inputs = examples[example]();
  const [first, second] = inputs.observed.servers ?? [];
  return { ...inputs, ...declared, observed: { ...inputs.observed, servers: [{ ...first, ...change }, second] } };
}

describe("adsync-servers-may-retrieve-password", () => {
  it("accepts servers that may, directly or through a group", () => {
    const through = { observed: { granted: true, trustee: "FABRIKAM\\Sync", through: ["FABRIKAM\\Sync"] } };
    expect(judged(rule, example, examples[example]()).verdicts).toEqual(["met", "met"]);
    expect(judged(rule, example, withServer({ mayRetrieve: through })).facts[0]).toBe(
      "FABRIKAM\\SRV9$ may retrieve the password of the ADSync service account (through FABRIKAM\\Sync)",
    );
  });

  it("objects to one that may not", () => {
    const denied = (deniedTo: string | null) => withServer({ mayRetrieve: { observed: { granted: false, deniedTo } } });
    const { levels, messages } = judged(rule, example, denied(null));
    expect(levels).toEqual(["mandatory"]);
    expect(messages[0]).toContain(
      "FABRIKAM\\SRV9$ may not retrieve the password of the ADSync service account; the ADSync service cannot start on that server.",
    );
    expect(judged(rule, example, denied("FABRIKAM\\Servers")).messages[0]).toContain(
      "because an ACE denies it to FABRIKAM\\Servers",
    );
    expect(judged(rule, example, denied("FABRIKAM\\Servers")).messages[0]).toContain(
      "Remove the deny ACE for FABRIKAM\\Servers from msDS-GroupMSAMembership of the ADSync service account.",
    );
  });

  it("removes the entry that denies it, and no other", () => {
    const entry = "(D;;RP;;;S-1-5-21-1-2-3-1309)";
    const on = "CN=adsync,CN=Managed Service Accounts,DC=fabrikam,DC=example";
    const of = { attribute: "msDS-GroupMSAMembership", value: "AQAEgA==" } as const;
    const deniedIn = { ...of, allowsWithout: true };
    const deniedBy = [{ on, to: "FABRIKAM\\SRV9$", entry }];
    const mayRetrieve = { observed: { granted: false, deniedTo: "FABRIKAM\\SRV9$", deniedBy, deniedIn } };
    const { messages, changes } = judged(rule, example, withServer({ mayRetrieve }));
    expect(messages[0]).toContain(
      `Remove the deny ACE for FABRIKAM\\SRV9$ from msDS-GroupMSAMembership of the ADSync service account with: $acl = `,
    );
    expect(changes).toEqual([[{ change: "remove entry", on, entry, of }]]);
  });

  it("is about a gMSA only, and about servers that were seen", () => {
    expect(judged(rule, example, { ...examples[example](), kind: "domain user" }).verdicts).toEqual(["not applicable"]);
    expect(judged(rule, example, withServer({ computer: { observed: null } })).verdicts).toEqual([
      "not applicable",
      "met",
    ]);
    expect(judged(rule, example, withServer({ mayRetrieve: null })).verdicts).toEqual(["not applicable", "met"]);
  });

  it("cannot verify what could not be read, nor what an older version did not observe", () => {
    expect(judged(rule, example, withServer({ mayRetrieve: noAccess })).levels).toEqual(["advisory"]);
    const inputs = examples[example]();
    const { servers: _, ...observed } = inputs.observed;
    expect(judged(rule, example, { ...inputs, observed }).verdicts).toEqual(["unobservable"]);
  });
});
