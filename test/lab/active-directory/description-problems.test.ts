import { describe, expect, it } from "vitest";
import type { ForestDescription } from "../../../lab/active-directory/description.ts";
import { descriptionProblems, ForestDescriptionError } from "../../../lab/active-directory/description-problems.ts";
import { controlAccess } from "../../../lab/active-directory/permission.ts";
import { startPracticeDirectory } from "../../../lab/active-directory/practice-directory.ts";
import { contoso, contosoFaulty } from "../../../lab/active-directory/sample-forests.ts";

const domain = { dnsName: "fabrikam.example", netBiosName: "FABRIKAM" };
const problemsOf = (rest: Partial<ForestDescription>) => descriptionProblems({ domain, ...rest });

describe("descriptionProblems", () => {
  it("finds nothing wrong with a domain and nothing else", () => {
    expect(problemsOf({})).toEqual([]);
  });

  it.each([contoso, contosoFaulty])("finds nothing wrong with the sample %o", (sample) => {
    expect(descriptionProblems(sample())).toEqual([]);
  });

  it("names a member that nobody describes, and the nearest name that somebody does", () => {
    const groups = [{ name: "Readers", members: ["svc-conect"] }];
    expect(problemsOf({ users: [{ name: "svc-connect" }], groups })).toEqual([
      'Group "Readers" has an unknown member "svc-conect"; did you mean "svc-connect"?',
    ]);
  });

  it("knows computers without their dollar sign, built-in groups and well-known identities", () => {
    const entries = [{ on: "Backup Operators", grant: controlAccess("User-Change-Password"), to: "everyone" }];
    const groups = [{ name: "Servers", members: ["sync01", "Domain Users"], memberOf: ["Server Operators"] }];
    expect(problemsOf({ computers: [{ name: "SYNC01" }], groups, entries })).toEqual([]);
  });

  it("says which name is used twice, regardless of case", () => {
    expect(
      problemsOf({
        users: [{ name: "Ada" }],
        groups: [{ name: "ada", ou: "Groups" }],
        organizationalUnits: ["Groups"],
      }),
    ).toEqual(['The name "ada" is used by two accounts.']);
  });

  it("refuses the name of an account that every domain has", () => {
    expect(problemsOf({ groups: [{ name: "domain admins" }] })).toEqual([
      'The name "domain admins" is used by two accounts.',
    ]);
  });

  it("refuses two accounts with one distinguished name", () => {
    const users = [
      { name: "ada1", displayName: "Ada" },
      { name: "ada2", displayName: "Ada" },
    ];
    expect(problemsOf({ users })).toEqual([
      "Two accounts would be CN=Ada,CN=Users,DC=fabrikam,DC=example: give one another name, displayName or ou.",
    ]);
  });

  it("names an organizational unit that nobody describes, and takes the units above a described one", () => {
    const organizationalUnits = ["Tier 0/Sync/Accounts"];
    expect(problemsOf({ organizationalUnits, users: [{ name: "ada", ou: "Tier 0/Sync" }] })).toEqual([]);
    expect(problemsOf({ organizationalUnits, users: [{ name: "ada", ou: "Tier 0/Snyc" }] })).toEqual([
      '"ada" is in organizational unit "Tier 0/Snyc", which is not described; did you mean "Tier 0/Sync"?',
    ]);
  });

  it.each(["Tier 0//Sync", "/Sync", "Sync/", " Sync"])("refuses the path %j", (path) => {
    expect(problemsOf({ organizationalUnits: [path] })).toEqual([
      `Organizational unit "${path}" must be names with single slashes between, such as "Tier 0/Sync".`,
    ]);
  });

  it("refuses membership in what is no group, or is unknown", () => {
    const users = [{ name: "ada", memberOf: ["grace", "Nobodies"] }, { name: "grace" }];
    expect(problemsOf({ users })).toEqual([
      '"ada" cannot be a member of "grace", which is a user.',
      '"ada" is a member of unknown group "Nobodies".',
    ]);
  });

  it("names an unknown retriever", () => {
    expect(problemsOf({ groupManagedServiceAccounts: [{ name: "gmsa", retrievers: ["AGENT9"] }] })).toEqual([
      '"gmsa" has an unknown retriever "AGENT9".',
    ]);
  });

  it("takes a security identifier for a retriever", () => {
    const retrievers = ["S-1-5-21-1-2-3-4444"];
    expect(problemsOf({ groupManagedServiceAccounts: [{ name: "gmsa", retrievers }] })).toEqual([]);
  });

  it("says where an entry is wrong: its place, its account, its text", () => {
    const entries = [
      { on: "Servers", sddl: "(A;;RP;;;{SID of SELF})" },
      { on: "domain root", grant: controlAccess("DS-Replication-Get-Changes"), to: "svc-nobody" },
      { on: "domain root", sddl: "(A;;RP;;;{SID of svc-nowhere})" },
      { on: "domain root", sddl: "A;;RP;;;WD" },
    ];
    expect(problemsOf({ entries })).toEqual([
      'An entry is on "Servers", which is neither "domain root", a described organizational unit, an account nor a ' +
        "distinguished name in DC=fabrikam,DC=example.",
      'An entry on "domain root" is for unknown account "svc-nobody".',
      'An entry on "domain root" is for unknown account "svc-nowhere".',
      'An entry on "domain root" must be SDDL such as (A;;RP;;;S-1-1-0), got "A;;RP;;;WD".',
    ]);
  });

  it("names an unknown account in an attribute", () => {
    const attribute = { sddl: "O:BAD:(A;;RP;;;{SID of nobody1})" };
    const computers = [{ name: "SRV", attributes: { "msDS-AllowedToActOnBehalfOfOtherIdentity": attribute } }];
    expect(problemsOf({ computers })).toEqual([
      'Attribute msDS-AllowedToActOnBehalfOfOtherIdentity of "SRV" names unknown account "nobody1".',
    ]);
  });

  it("says what a domain may be called", () => {
    const wrong = {
      dnsName: "Fabrikam",
      netBiosName: "FABRIKAM_EXAMPLE",
      sid: "S-1-5-21-1-2-4294967296",
      domainController: "DC 1",
    };
    expect(descriptionProblems({ domain: wrong })).toEqual([
      'domain.dnsName must be a lower-case DNS name, got "Fabrikam".',
      'domain.netBiosName must be 1 to 15 upper-case letters, digits, hyphens or periods, got "FABRIKAM_EXAMPLE".',
      'domain.sid must be S-1-5-21- and three numbers below 4294967296, got "S-1-5-21-1-2-4294967296".',
      'domain.domainController must be a lower-case host name of at most 15 characters, got "DC 1".',
    ]);
  });

  it("takes a single-label domain and a NetBIOS name with a period, but not one name for both", () => {
    const problems = (dnsName: string, netBiosName: string) =>
      descriptionProblems({ domain: { dnsName, netBiosName } });
    expect(problems("fabrikam", "FABRI.KAM")).toEqual([]);
    expect(problems("fabrikam", "FABRIKAM")).toEqual([
      'domain.netBiosName must differ from domain.dnsName, which Samba needs, got "FABRIKAM".',
    ]);
  });

  it("refuses names that are too long for their kind", () => {
    const problems = problemsOf({ users: [{ name: "a".repeat(21) }], computers: [{ name: "SERVER-WITH-LONG-NAME" }] });
    expect(problems).toEqual([
      `The name of user "${"a".repeat(21)}" must have at most 20 characters and none of "/\\[]:;|=,+*?<>.`,
      `The name of computer "SERVER-WITH-LONG-NAME$" must have at most 16 characters and none of "/\\[]:;|=,+*?<>.`,
    ]);
  });
});

describe("startPracticeDirectory with a description that cannot be used", () => {
  it("starts nothing and names every problem", async () => {
    const authority = { certificate: "", issue: () => Promise.reject(new Error("nothing should be issued")) };
    const users = [{ name: "ada", ou: "Nowhere", memberOf: ["Nobodies"] }];
    const starting = startPracticeDirectory({ domain, users }, { authority });
    await expect(starting).rejects.toThrow(ForestDescriptionError);
    await expect(starting).rejects.toThrow(
      'cannot be used:\n- "ada" is in organizational unit "Nowhere", which is not described.\n- "ada" is a member of unknown group "Nobodies".',
    );
  });
});
