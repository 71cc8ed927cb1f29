import { describe, expect, it } from "vitest";
import { observeAdSyncServiceAccount } from "../../../directory/inspection/adsync-service-account.ts";
import { gmsaClass, memoryForest, object } from "../memory-forest.ts";

const source = memoryForest({
  objects: [object("gmsa-adsync$", { objectClass: gmsaClass }), object("svc-adsync", { rid: 1801 })],
});

describe("an ADSync service account", () => {
  it.each([null, "NT SERVICE\\ADSync"])("that is virtual (%s) has no object in the directory", async (name) => {
    expect(await observeAdSyncServiceAccount(source, { name })).toMatchObject({ account: null, details: null });
  });

  it.each([
    ["WINGTIP\\gmsa-adsync$", "msDS-GroupManagedServiceAccount"],
    ["svc-adsync", "user"],
  ])("named %s shows that it is a %s", async (name, objectClass) => {
    expect(await observeAdSyncServiceAccount(source, { name })).toMatchObject({
      account: { observed: { objectClass } },
      details: { enabled: { observed: true } },
    });
  });

  it("that does not exist is reported as absent", async () => {
    expect(await observeAdSyncServiceAccount(source, { name: "missing$" })).toMatchObject({
      account: { observed: null },
      details: null,
    });
  });
});
