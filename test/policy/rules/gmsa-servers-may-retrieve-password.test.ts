import { describe, expect, it } from "vitest";
import { gmsaServersMayRetrievePassword as rule } from "../../../policy/rules/gmsa-servers-may-retrieve-password.ts";
import { examples, noAccess } from "../examples.ts";
import { judged, unknownText } from "../judged.ts";
import { itNeedsAnObservation } from "../missing-observation.ts";

/** The example with the second server changed. */
const withSecondServer = (change: object) => {
  const inputs = examples["group managed service account"]();
  const servers = (inputs.observed.details?.servers ?? []).map((server, index) =>
    index === 1 ? { ...server, ...change } : server,
  );
  return { ...inputs, observed: { ...inputs.observed, details: { ...inputs.observed.details, servers } } };
};

describe("gmsa-servers-may-retrieve-password", () => {
  it("accepts servers that may, directly or through a group", () => {
    const { verdicts, facts } = judged(
      rule,
      "group managed service account",
      examples["group managed service account"](),
    );
    expect(verdicts).toEqual(["met", "met"]);
    expect(facts[1]).toBe("FABRIKAM\\agent$ lets FABRIKAM\\SRV2$ retrieve its password (through FABRIKAM\\Agents)");
  });

  it("names the server that may not, and the command that allows every declared one", () => {
    const inputs = withSecondServer({ mayRetrieve: { observed: { granted: false, deniedTo: null } } });
    expect(judged(rule, "group managed service account", inputs)).toMatchObject({
      verdicts: ["met", "unmet"],
      levels: ["mandatory"],
      messages: [
        "FABRIKAM\\SRV2$ may not retrieve the password of FABRIKAM\\agent$; the provisioning agent will not start on SRV2.\n" +
          'Allow only the declared servers with: Set-ADServiceAccount -Identity "CN=agent,CN=Managed Service Accounts,DC=fabrikam,DC=example" -PrincipalsAllowedToRetrieveManagedPassword ' +
          '"CN=SRV1,OU=Servers,DC=fabrikam,DC=example", "CN=SRV2,OU=Servers,DC=fabrikam,DC=example" -Server "fabrikam.example"',
      ],
    });
  });

  it("names the entry that denies it", () => {
    const inputs = withSecondServer({ mayRetrieve: { observed: { granted: false, deniedTo: "FABRIKAM\\Retired" } } });
    expect(judged(rule, "group managed service account", inputs).messages).toEqual([
      "FABRIKAM\\SRV2$ may not retrieve the password of FABRIKAM\\agent$, because an ACE denies it to FABRIKAM\\Retired; the provisioning agent will not start on SRV2.\n" +
        "Remove the deny ACE for FABRIKAM\\Retired from msDS-GroupMSAMembership of CN=agent,CN=Managed Service Accounts,DC=fabrikam,DC=example.",
    ]);
  });

  it("removes the entries that deny it, each alone, and warns of others whom they deny it", () => {
    const on = "CN=agent,CN=Managed Service Accounts,DC=fabrikam,DC=example";
    const [retired, own] = ["(D;;RP;;;S-1-5-21-1-2-3-1777)", "(D;;RP;;;S-1-5-21-1-2-3-1302)"];
    const of = { attribute: "msDS-GroupMSAMembership", value: "AQAEgA==" } as const;
    const refusedAnd = (allowsWithout: boolean, deniedBy: readonly object[]) => {
      const denied = { granted: false, deniedTo: "FABRIKAM\\Retired", deniedBy, deniedIn: { ...of, allowsWithout } };
      return withSecondServer({ mayRetrieve: { observed: denied } });
    };
    const refused = (...deniedBy: object[]) => refusedAnd(true, deniedBy);
    const removing = (entry: string) =>
      `$acl = (Get-ADObject -Identity "${on}" -Properties "msDS-GroupMSAMembership" -Server "fabrikam.example")."msDS-GroupMSAMembership"; ` +
      `$ace = [System.DirectoryServices.ActiveDirectorySecurity]::new(); $ace.SetSecurityDescriptorSddlForm("D:${entry}"); ` +
      `$acl.RemoveAccessRuleSpecific($ace.Access[0]); ` +
      `Set-ADObject -Identity "${on}" -Replace @{"msDS-GroupMSAMembership"=$acl} -Server "fabrikam.example"`;

    const one = judged(rule, "group managed service account", refused({ on, to: "FABRIKAM\\Retired", entry: retired }));
    expect(one.messages[0]?.split("\n")[1]).toBe(
      `The deny ACE applies to everyone in FABRIKAM\\Retired. Remove the deny ACE for FABRIKAM\\Retired from msDS-GroupMSAMembership of ${on} with: ${removing(retired)}`,
    );
    expect(one.changes).toEqual([[{ change: "remove entry", on, entry: retired, of }]]);

    const two = judged(
      rule,
      "group managed service account",
      refused({ on, to: "FABRIKAM\\SRV2$", entry: own }, { on, to: "FABRIKAM\\Retired", entry: retired }),
    );
    expect(two.messages[0]).toContain(
      `Remove the 2 deny ACEs for FABRIKAM\\SRV2$ and FABRIKAM\\Retired from msDS-GroupMSAMembership of ${on} with: ${removing(own)} ; ${removing(retired)}`,
    );
    // Where that is not enough, no plan has a step.
    const half = judged(
      rule,
      "group managed service account",
      refusedAnd(false, [{ on, to: "FABRIKAM\\SRV2$", entry: own }]),
    );
    expect(half.messages[0]?.split("\n")[1]).toBe(
      `No other ACE allows it: also add FABRIKAM\\SRV2$ to PrincipalsAllowedToRetrieveManagedPassword. Remove the deny ACE for FABRIKAM\\SRV2$ from msDS-GroupMSAMembership of ${on} with: ${removing(own)}`,
    );
    expect(half.changes).toEqual([[]]);
    // What an entry is that nobody made with a command, is for a person.
    expect(judged(rule, "group managed service account", refused()).messages[0]).toMatch(
      /Remove the deny ACE for FABRIKAM\\Retired from msDS-GroupMSAMembership of CN=agent,[^:]*\.$/,
    );
  });

  it("names a declared server that the directory does not have", () => {
    const inputs = withSecondServer({ computer: { observed: null }, mayRetrieve: noAccess });
    expect(judged(rule, "group managed service account", inputs)).toMatchObject({
      verdicts: ["met", "unmet"],
      messages: [
        "The agent server SRV2 was not seen in the directory; it cannot run the provisioning agent as FABRIKAM\\agent$.\n" +
          "Join the server to the domain, or correct its name under hybrid-sync:cloudSync.agentServers.",
      ],
    });
  });

  it("cannot verify, or leaves open, one server on its own", () => {
    for (const change of [{ computer: noAccess }, { mayRetrieve: noAccess }]) {
      const { verdicts, messages } = judged(rule, "group managed service account", withSecondServer(change));
      expect(verdicts).toEqual(["met", "unobservable"]);
      expect(messages[0]).toContain("cannot verify whether SRV2 may retrieve its password: the reader cannot read it.");
    }
    expect(judged(rule, "group managed service account", withSecondServer({ computer: unknownText })).verdicts).toEqual(
      ["met", "not yet known"],
    );
  });

  it("cannot verify when not every declared server was looked for", () => {
    const inputs = { ...examples["group managed service account"](), servers: ["SRV1", "SRV2", "SRV3"] };
    const { verdicts, messages } = judged(rule, "group managed service account", inputs);
    expect(verdicts).toEqual(["unobservable"]);
    expect(messages[0]).toContain("2 of 3 declared servers were observed");
  });

  itNeedsAnObservation(rule, "group managed service account");
});
