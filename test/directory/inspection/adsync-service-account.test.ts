import { describe, expect, it } from "vitest";
import { observeAdSyncServiceAccount } from "../../../directory/inspection/adsync-service-account.ts";
import { parseSddl } from "../../../directory/security/sddl-reader.ts";
import { encodeSecurityDescriptor } from "../../../directory/security/security-descriptor.ts";
import { computer, domainSid, gmsaClass, memoryForest, object } from "../memory-forest.ts";

const membership = encodeSecurityDescriptor(parseSddl(`O:BAD:(A;;RP;;;${domainSid}-1901)`, { domain: domainSid }));

const source = memoryForest({
  objects: [
    object("gmsa-adsync$", { objectClass: gmsaClass, groupManagedServiceAccountMembership: membership }),
    object("svc-adsync", { rid: 1801 }),
    computer("SYNC01", 1901),
    { ...computer("SYNC02", 1902), userAccountControl: 0x1002 },
  ],
  memberOf: { [`${domainSid}-1901`]: [], [`${domainSid}-1902`]: [] },
});

const servers = ["SYNC01", "SYNC02.wingtip.test", "SYNC03", "SYNC04.elsewhere.test"];

describe("an ADSync service account", () => {
  it.each([null, "NT SERVICE\\ADSync"])("that is virtual (%s) has no object in the directory", async (name) => {
    expect(await observeAdSyncServiceAccount(source, { name })).toMatchObject({ account: null, details: null });
  });

  it.each([
    ["WINGTIP\\gmsa-adsync$", "msDS-GroupManagedServiceAccount"],
    ["svc-adsync", "user"],
  ])("named %s shows that it is a %s, and who can take it over", async (name, objectClass) => {
    const { account, details } = await observeAdSyncServiceAccount(source, { name });
    expect(account).toMatchObject({ observed: { objectClass } });
    expect(details).toMatchObject({ enabled: { observed: true } });
    expect(details?.takeover).toBeDefined();
  });

  it("that does not exist is reported as absent", async () => {
    expect(await observeAdSyncServiceAccount(source, { name: "missing$" })).toMatchObject({
      account: { observed: null },
      details: null,
    });
  });

  it.each([null, "svc-adsync"])("called %s comes with its servers, found, disabled or gone", async (name) => {
    const observation = await observeAdSyncServiceAccount(source, { name, servers });
    expect(observation.servers).toMatchObject([
      { server: "SYNC01", computer: { observed: { name: "WINGTIP\\SYNC01$" } }, enabled: { observed: true } },
      { server: "SYNC02.wingtip.test", enabled: { observed: false } },
      { server: "SYNC03", computer: { observed: null }, enabled: { observed: false } },
      {
        server: "SYNC04.elsewhere.test",
        computer: { unobservable: { reason: "SYNC04.elsewhere.test is outside the domains of this forest" } },
      },
    ]);
    expect(observation.servers?.map(({ mayRetrieve }) => mayRetrieve)).toEqual([null, null, null, null]);
  });

  it("that is a gMSA shows which servers may retrieve its password", async () => {
    const { servers: found = [] } = await observeAdSyncServiceAccount(source, { name: "gmsa-adsync$", servers });
    expect(found.slice(0, 3).map(({ mayRetrieve }) => mayRetrieve)).toMatchObject([
      { observed: { granted: true } },
      { observed: { granted: false } },
      { observed: { granted: false } },
    ]);
  });

  it("has no servers where nobody asked about them", async () => {
    expect((await observeAdSyncServiceAccount(source, { name: "svc-adsync" })).servers).toBeUndefined();
  });
});
