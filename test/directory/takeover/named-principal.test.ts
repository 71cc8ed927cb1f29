import { describe, expect, it } from "vitest";
import { observed } from "../../../catalogue/fact.ts";
import { findNamed, sidsOfNamed } from "../../../directory/takeover/named-principal.ts";
import { computer, domainSid, group, memoryForest, object } from "../memory-forest.ts";

const admins = group("Tier0", 1201);
const forged = object("mallory", { rid: 1666, userPrincipalName: "Tier0@wingtip.test" });

describe("a declared principal", () => {
  it("is whoever has the name, in each form", async () => {
    const source = memoryForest({ objects: [admins] });
    for (const name of ["Tier0", "WINGTIP\\Tier0", admins.distinguishedName, `${domainSid}-1201`])
      expect(await sidsOfNamed(source, name)).toEqual([admins.sid]);
  });

  it("is no computer that has the name with a $, which every user may add", async () => {
    const source = memoryForest({ objects: [computer("Tier0", 1666)] });
    expect(await sidsOfNamed(source, "WINGTIP\\Tier0")).toEqual([]);
    expect(await findNamed(source, "WINGTIP\\Tier0")).toEqual(observed(null));
    expect(await sidsOfNamed(source, "WINGTIP\\Tier0$")).toEqual([`${domainSid}-1666`]);
  });

  it("is nobody where an account took a userPrincipalName that another has by its sAMAccountName", async () => {
    const source = memoryForest({ objects: [admins, forged] });
    expect(await sidsOfNamed(source, "tier0@wingtip.test")).toEqual([]);
    expect(await findNamed(source, "tier0@wingtip.test")).toEqual({
      undecided: {
        reason: `tier0@wingtip.test is the userPrincipalName of ${forged.distinguishedName} and, by its sAMAccountName, also a name of ${admins.distinguishedName}`,
      },
    });
  });

  it("is who has a userPrincipalName that is nobody else's", async () => {
    const source = memoryForest({ objects: [forged] });
    expect(await sidsOfNamed(source, "tier0@wingtip.test")).toEqual([forged.sid]);
  });

  it.each([
    ["S-1-1-0", "S-1-1-0 (Everyone)"],
    ["s-1-5-11", "s-1-5-11 (Authenticated Users)"],
    ["S-1-5-32-545", "S-1-5-32-545 (BUILTIN\\Users)"],
    ["S-1-5-80-1-2-3-4-5", "S-1-5-80-1-2-3-4-5"],
    [`${domainSid}-515`, `${domainSid}-515`],
    ["WINGTIP\\Domain Users", "WINGTIP\\Domain Users"],
  ])("is nobody where %s would exempt everybody", async (name, shown) => {
    const source = memoryForest({ objects: [group("Domain Users", 513)] });
    expect(await sidsOfNamed(source, name)).toEqual([]);
    expect(await findNamed(source, name)).toEqual({
      undecided: { reason: `${shown} stands for everyone, or everyone of a kind, so it exempts no one` },
    });
  });

  it.each(["S-1-5-18", "S-1-5-32-548"])("may be a part of the system, or a group that people fill: %s", async (sid) => {
    expect(await sidsOfNamed(memoryForest(), sid)).toEqual([sid]);
  });
});
