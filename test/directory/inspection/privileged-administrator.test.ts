import { describe, expect, it } from "vitest";
import { observePrivilegedAdministrator } from "../../../directory/inspection/privileged-administrator.ts";
import { domainSid, group, type MemoryForest, memoryForest, object } from "../memory-forest.ts";

const administrator = object("adm-install", { rid: 1700 });
const account = `${domainSid}-1700`;
const enterpriseAdmins = group("Enterprise Admins", 519);
const tier0 = group("Tier 0", 1701);
const builtin = { ...group("Administrators", 0), sid: "S-1-5-32-544" };

async function groupsWith(memberOf: MemoryForest["memberOf"] = {}) {
  const source = memoryForest({ objects: [administrator, enterpriseAdmins, tier0, builtin], memberOf });
  const { details } = await observePrivilegedAdministrator(source, { name: "WINGTIP\\adm-install" });
  return details?.administrativeGroups;
}

describe("a privileged administrator", () => {
  it("is found in administrative groups, directly and through others", async () => {
    const memberOf = {
      [account]: [`${domainSid}-519`, `${domainSid}-1701`],
      [`${domainSid}-1701`]: ["S-1-5-32-544"],
      [`${domainSid}-519`]: ["S-1-5-32-544"],
    };
    expect(await groupsWith(memberOf)).toEqual({
      observed: [
        { group: "WINGTIP\\Enterprise Admins", sid: `${domainSid}-519`, through: [] },
        { group: "BUILTIN\\Administrators", sid: "S-1-5-32-544", through: ["WINGTIP\\Enterprise Admins"] },
      ],
    });
  });

  it("is no longer one without such a group", async () => {
    expect(await groupsWith({ [account]: [`${domainSid}-1701`] })).toEqual({ observed: [] });
  });

  it("is none by a group of nobody's domain, whatever its last part, nor by a forest-wide one outside the root domain", async () => {
    expect(await groupsWith({ [account]: ["S-1-5-21-1-2-3-512", "S-1-5-21-1-2-3-519"] })).toEqual({ observed: [] });
  });

  it("that does not exist is reported as absent", async () => {
    const observation = await observePrivilegedAdministrator(memoryForest(), { name: "nobody" });
    expect(observation).toMatchObject({ account: { observed: null }, details: null });
  });
});
