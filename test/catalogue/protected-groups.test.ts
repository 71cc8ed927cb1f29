import { describe, expect, test } from "vitest";
import { type ProtectedGroup, protectedGroups } from "../../catalogue/protected-groups.ts";
import { domainRids } from "../../directory/security/well-known-sids.ts";

const groups: readonly ProtectedGroup[] = protectedGroups;
const find = (rid: number): ProtectedGroup | undefined => groups.find((group) => group.rid === rid);

describe("protected groups", () => {
  test("are the eleven groups of Microsoft's list", () => {
    expect(groups.map(({ title }) => title).sort()).toEqual([
      "Account Operators",
      "Administrators",
      "Backup Operators",
      "Domain Admins",
      "Domain Controllers",
      "Enterprise Admins",
      "Print Operators",
      "Read-only Domain Controllers",
      "Replicator",
      "Schema Admins",
      "Server Operators",
    ]);
  });

  test("that exist once in a forest are relative to its root domain", () => {
    expect(find(domainRids.enterpriseAdmins)?.relativeTo).toBe("forest root");
    expect(find(domainRids.schemaAdmins)?.relativeTo).toBe("forest root");
    expect(find(domainRids.domainAdmins)?.relativeTo).toBe("domain");
  });

  test("include neither Key Admins nor Cert Publishers", () => {
    for (const rid of [domainRids.keyAdmins, domainRids.enterpriseKeyAdmins, domainRids.certPublishers])
      expect(find(rid)).toBeUndefined();
  });

  test("of domain controllers are protected without their members", () => {
    expect(groups.filter(({ protectsMembers }) => !protectsMembers).map(({ rid }) => rid)).toEqual([
      domainRids.domainControllers,
      domainRids.readOnlyDomainControllers,
    ]);
  });
});
