import { describe, expect, it } from "vitest";
import { syncServiceAccountName } from "../../tenant/sync-service-account.ts";

describe("the name of an account that the sync service made", () => {
  it.each([
    ["Sync_SYNC01_0a1b2c3d4e5f@contoso.onmicrosoft.com", { tool: "connect-sync", server: "SYNC01" }],
    ["sync_my_server_0A1B@contoso.onmicrosoft.com", { tool: "connect-sync", server: "my_server" }],
    ["ADToAADSyncServiceAccount@contoso.onmicrosoft.com", { tool: "cloud-sync", server: null }],
    ["Sync_SYNC01_0a1b@contoso.partner.onmschina.cn", { tool: "connect-sync", server: "SYNC01" }],
    ["Sync_SYNC01_0a1b@contoso.onmicrosoft.us", { tool: "connect-sync", server: "SYNC01" }],
    ["adtoaadsyncserviceaccount2@contoso.onmicrosoft.com", { tool: "cloud-sync", server: null }],
  ])("is recognised: %s", (name, expected) => {
    expect(syncServiceAccountName(name)).toEqual(expected);
  });

  it.each([
    "anna@contoso.onmicrosoft.com",
    "Sync_SYNC01@contoso.onmicrosoft.com",
    "Sync_SYNC01_zz@contoso.onmicrosoft.com",
    "NotSync_SYNC01_0a1b@contoso.onmicrosoft.com",
    "Sync_SYNC01_0a1b",
    "Sync_SYNC01_0a1b@contoso.com",
    "Sync_SYNC01_0a1b@onmicrosoft.com.contoso.example",
    "Sync_SYNC01_0a1b@notonmicrosoft.com",
    "ADToAADSyncServiceAccount@contoso.example",
    "MyADToAADSyncServiceAccount@contoso.onmicrosoft.com",
  ])("is not seen in %s", (name) => {
    expect(syncServiceAccountName(name)).toBeUndefined();
  });
});
