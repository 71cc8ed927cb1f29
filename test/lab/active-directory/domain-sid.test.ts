import { describe, expect, it } from "vitest";
import { descriptionProblems } from "../../../lab/active-directory/description-problems.ts";
import { domainSidFor, randomDomainSid } from "../../../lab/active-directory/domain-sid.ts";

const isAccepted = (sid: string) =>
  descriptionProblems({ domain: { dnsName: "fabrikam.example", netBiosName: "FABRIKAM", sid } }).length === 0;

describe("domainSidFor", () => {
  it("gives a name always the same identifier, and another name another", () => {
    expect(domainSidFor("fabrikam.example")).toBe(domainSidFor("fabrikam.example"));
    expect(domainSidFor("fabrikam.example")).not.toBe(domainSidFor("contoso.example"));
    expect(isAccepted(domainSidFor("fabrikam.example"))).toBe(true);
  });
});

describe("randomDomainSid", () => {
  it("gives another identifier each time", () => {
    const sids = Array.from({ length: 20 }, randomDomainSid);
    expect(new Set(sids).size).toBe(20);
    expect(sids.every(isAccepted)).toBe(true);
  });
});
