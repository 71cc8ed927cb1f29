import { describe, expect, it } from "vitest";
import {
  containerOf,
  describeMembership,
  enumerated,
  samAccountName,
  wayOutOf,
} from "../../../policy/topics/active-directory.ts";
import { connectorObject, domainAdmins } from "../examples.ts";

describe("words about Active Directory", () => {
  it.each([
    ["CN=svc,OU=Services,DC=fabrikam,DC=example", "OU=Services,DC=fabrikam,DC=example"],
    ["CN=Okafor\\, R.,OU=Tier 0,DC=fabrikam,DC=example", "OU=Tier 0,DC=fabrikam,DC=example"],
    ["CN=back\\\\,DC=fabrikam,DC=example", "DC=fabrikam,DC=example"],
  ])("find the container of %s", (distinguishedName, container) => {
    expect(containerOf(distinguishedName)).toBe(container);
  });

  it("leave the domain out of a name", () => {
    expect([samAccountName("FABRIKAM\\svc"), samAccountName("svc")]).toEqual(["svc", "svc"]);
  });

  it("list things as people do", () => {
    expect([enumerated([]), enumerated(["a"]), enumerated(["a", "b"]), enumerated(["a", "b", "c"])]).toEqual([
      "",
      "a",
      "a and b",
      "a, b and c",
    ]);
  });

  it("end two memberships by one command when both come from the same group", () => {
    const through = ["FABRIKAM\\Helpers"];
    const memberships = [
      { ...domainAdmins, through },
      { group: "FABRIKAM\\Administrators", sid: "S-1-5-32-544", through: [...through, "FABRIKAM\\Domain Admins"] },
    ];
    expect(String(wayOutOf(connectorObject, memberships, "fabrikam.example"))).toBe(
      'Remove it with: Remove-ADGroupMember -Identity "Helpers" -Members "CN=svc-sync,OU=Services,DC=fabrikam,DC=example" -Server "fabrikam.example"',
    );
  });

  const server = '-Server "fabrikam.example"';
  const domainSid = connectorObject.sid.slice(0, connectorObject.sid.lastIndexOf("-"));
  const account = '"CN=svc-sync,OU=Services,DC=fabrikam,DC=example"';

  it("end a membership through the primary group, which no command removes as it stands", () => {
    expect(
      String(wayOutOf(connectorObject, [{ ...domainAdmins, through: [], by: "primary group" }], "fabrikam.example")),
    ).toBe(
      `Remove it with: Add-ADGroupMember -Identity "${domainSid}-513" -Members ${account} ${server}; ` +
        `Set-ADObject -Identity ${account} -Replace @{primaryGroupID=513} ${server}; ` +
        `Remove-ADGroupMember -Identity "${domainSid}-512" -Members ${account} ${server}`,
    );
  });

  it("take a group that holds everybody out of the other, and not the account out of it", () => {
    const groups = { ...domainAdmins, through: ["FABRIKAM\\Domain Users", "FABRIKAM\\Operators"] };
    const everyone = { ...domainAdmins, through: ["Authenticated Users"] };
    expect(
      String(
        wayOutOf(
          connectorObject,
          [
            { ...groups, by: "primary group" },
            { ...everyone, by: "being everyone" },
          ],
          "fabrikam.example",
        ),
      ),
    ).toBe(
      "Remove FABRIKAM\\Domain Users from FABRIKAM\\Operators: the account is one of its many members. " +
        "Remove Authenticated Users from FABRIKAM\\Domain Admins: the account is one of its many members.",
    );
  });

  it("name no command for a group that was not seen", () => {
    const unseen = {
      ...domainAdmins,
      through: ["a group that the read account cannot see"],
      by: "unseen group",
    } as const;
    expect(String(wayOutOf(connectorObject, [unseen], "fabrikam.example"))).toBe(
      "As an administrator, find out how it became a member of FABRIKAM\\Domain Admins, and remove it there.",
    );
  });

  it("end what a former identifier gives by removing that", () => {
    const sid = "S-1-5-21-9-9-9-512";
    const history = { group: sid, sid, through: [], by: "SID history" } as const;
    expect(describeMembership(history)).toBe(`${sid} (by its SID history)`);
    expect(String(wayOutOf(connectorObject, [history], "fabrikam.example"))).toBe(
      `Remove it with: Set-ADObject -Identity ${account} -Remove @{sIDHistory="${sid}"} ${server}`,
    );
  });

  it("ask the root domain about groups of the whole forest, and read the account in its own", () => {
    const enterpriseAdmins = { group: "CONTOSO\\Enterprise Admins", sid: "S-1-5-21-7-7-7-519", through: [] };
    expect(String(wayOutOf(connectorObject, [enterpriseAdmins], "contoso.example"))).toBe(
      `Remove it with: Remove-ADGroupMember -Identity "S-1-5-21-7-7-7-519" -Members (Get-ADObject -Identity ${account} ${server}) -Server "contoso.example"`,
    );
  });
});
