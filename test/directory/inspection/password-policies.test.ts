import { describe, expect, it } from "vitest";
import type { Entry } from "../../../directory/entries.ts";
import { observePasswordPolicies } from "../../../directory/inspection/password-policies.ts";
import { domainName, memoryForest, unreachable } from "../memory-forest.ts";

const container = `CN=Password Settings Container,CN=System,${domainName}`;
const root = { distinguishedName: domainName, attributes: { minPwdAge: ["-864000000000"] } };

async function observe(entries: readonly Entry[]) {
  const [policy, ...others] = await observePasswordPolicies(memoryForest({ entries }));
  expect(others).toEqual([]);
  return policy;
}

function settings(name: string, age: string): Entry {
  return {
    distinguishedName: `CN=${name},${container}`,
    attributes: { objectClass: ["top", "msDS-PasswordSettings"], "msDS-MinimumPasswordAge": [age] },
  };
}

describe("the password policies of a domain", () => {
  it("say how long a password must be kept", async () => {
    expect(await observe([root])).toEqual({
      domain: "wingtip.test",
      distinguishedName: domainName,
      minimumAgeSeconds: { observed: 86_400 },
      fineGrained: { observed: { count: 0, sample: [] } },
    });
  });

  it("include the fine-grained ones that the reader sees", async () => {
    const found = await observe([root, settings("B", "0"), settings("A", "-36000000000")]);
    expect(found?.fineGrained).toEqual({
      observed: {
        count: 2,
        sample: [
          { distinguishedName: `CN=A,${container}`, minimumAgeSeconds: { observed: 3_600 } },
          { distinguishedName: `CN=B,${container}`, minimumAgeSeconds: { observed: 0 } },
        ],
      },
    });
  });

  it("include those that the reader sees by the groups only to which they apply", async () => {
    const hiddenPolicy = `CN=Administrators,${container}`;
    const group: Entry = {
      distinguishedName: `CN=Admins,${domainName}`,
      attributes: { objectClass: ["top", "group"], "msDS-PSOApplied": [hiddenPolicy] },
    };
    expect((await observe([root, group]))?.fineGrained).toMatchObject({
      observed: {
        count: 1,
        sample: [
          {
            distinguishedName: hiddenPolicy,
            minimumAgeSeconds: {
              unobservable: {
                reason: `WINGTIP\\reader cannot read msDS-MinimumPasswordAge of ${hiddenPolicy}`,
              },
            },
          },
        ],
      },
    });
  });

  it("are named up to a number, and counted in full", async () => {
    const many = Array.from({ length: 25 }, (_, index) => settings(`P${String(index).padStart(2, "0")}`, "0"));
    const found = await observe([root, ...many]);
    expect(found?.fineGrained).toMatchObject({ observed: { count: 25 } });
    expect(JSON.stringify(found?.fineGrained).match(/CN=P\d\d/g)).toHaveLength(20);
  });

  it("are unobservable where the domain root shows none, or does not answer", async () => {
    expect((await observe([]))?.minimumAgeSeconds).toEqual({
      unobservable: {
        reason: `WINGTIP\\reader cannot read minPwdAge of ${domainName}`,
        remedy: `Grant WINGTIP\\reader Read minPwdAge on ${domainName}`,
      },
    });
    const [failing] = await observePasswordPolicies(memoryForest({ failing: { entries: unreachable } }));
    const why = { unobservable: { reason: unreachable.reason, remedy: unreachable.remedy } };
    expect(failing).toMatchObject({ minimumAgeSeconds: why, fineGrained: why });
    expect(await observePasswordPolicies(memoryForest({ failing: { domains: unreachable } }))).toEqual([]);
  });
});
