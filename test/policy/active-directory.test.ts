import { describe, expect, it } from "vitest";
import { containerOf, enumerated, removalCommands, samAccountName } from "../../policy/active-directory.ts";
import { connectorObject, domainAdmins } from "./examples.ts";

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
    expect(removalCommands(connectorObject, memberships)).toBe(
      'Remove-ADGroupMember -Identity "Helpers" -Members "CN=svc-sync,OU=Services,DC=fabrikam,DC=example"',
    );
  });
});
