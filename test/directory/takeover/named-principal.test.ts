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
});
