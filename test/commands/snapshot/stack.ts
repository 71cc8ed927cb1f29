/** A project with one stack, on disk. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { stringify } from "yaml";
import type { LiveSettings } from "../../../directory/live/open.ts";

export const liveDirectory: LiveSettings = {
  domainController: "127.0.0.1",
  transport: "ldaps",
  bindName: "WINGTIP\\reader",
  secret: { environmentVariable: "READER_SECRET" },
};

/** Writes `Pulumi.<stack>.yaml` of a Connect Sync set-up over these forests. */
export async function writeStack(
  projectRoot: string,
  stack: string,
  forests: readonly { readonly name: string; readonly directory: object }[],
  connectorAccount = "WINGTIP\\svc-connect",
): Promise<void> {
  const connectSync = {
    phase: "after-install",
    forests: forests.map(({ name }) => ({ forest: name, connectorAccount })),
    servers: [{ name: "SYNC01" }],
    identity: { kind: "application", displayName: "ConnectSync" },
    accounts: {
      serviceAccount: { kind: "virtual account" },
      hybridIdentityAdministrator: {
        create: { userPrincipalName: "sync-admin@wingtip.onmicrosoft.com", displayName: "Sync administrator" },
      },
      localAdministrator: { name: "SYNC01\\Administrator" },
    },
  };
  const config = { "hybrid-sync:forests": forests, "hybrid-sync:connectSync": connectSync, "azuread:tenantId": "x" };
  await writeFile(join(projectRoot, `Pulumi.${stack}.yaml`), stringify({ config }));
}
