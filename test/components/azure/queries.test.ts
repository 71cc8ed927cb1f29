import { describe, expect, it } from "vitest";
import { credentialsAdded, signInsFromElsewhere, syncRoleMembersAdded } from "../../../components/azure/queries.ts";

const application = { clientId: "client", principalId: "principal" };
const none = { clientId: "", principalId: "" };

describe("the query of an alert", () => {
  it("finds sign-ins of users and of the application from outside the ranges of both versions", () => {
    expect(signInsFromElsewhere(application, ["203.0.113.10/32", "198.51.100.0/24", "2001:db8::/64"])).toBe(
      `union isfuzzy=true
  (SigninLogs | where UserPrincipalName startswith "Sync_"),
  (AADNonInteractiveUserSignInLogs | where UserPrincipalName startswith "Sync_"),
  (AADServicePrincipalSignInLogs | where AppId == "client")
| where not(coalesce(ipv4_is_in_any_range(IPAddress, dynamic(["203.0.113.10/32", "198.51.100.0/24"])), false))
| where not(coalesce(ipv6_is_in_any_range(IPAddress, dynamic(["2001:db8::/64"])), false))
| project TimeGenerated, Identity, IPAddress, ResultType`,
    );
  });

  it("asks for no application and no version that there is not", () => {
    const query = signInsFromElsewhere(none, ["203.0.113.10/32"]);
    expect(query).not.toContain("AADServicePrincipalSignInLogs");
    expect(query).not.toContain("ipv6");
  });

  it("finds new members of both sync roles by the ids of the roles", () => {
    expect(syncRoleMembersAdded()).toContain(
      'has_any (dynamic(["d29b2b05-8046-44ba-8758-1e26182fcf32", "a92aed5d-d78a-4d16-b381-09adb37eb3b0"]))',
    );
  });

  it("finds new credentials on the application and on its service principal", () => {
    expect(credentialsAdded(application)).toContain('has_any (dynamic(["client", "principal"]))');
  });
});
