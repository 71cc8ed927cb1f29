import * as pulumi from "@pulumi/pulumi";
import type { Phase } from "../catalogue/accounts.ts";
import { powershell } from "../catalogue/command.ts";
import { legible } from "../catalogue/legible.ts";
import type { DeclaredApplication } from "./entra/declared-applications.ts";

/** What is left to do by hand on a sync server, in the documented order. */
export interface ServerSteps {
  readonly server: string;
  readonly steps: readonly string[];
}

/**
 * How a server comes to sign in as its application, or with the new one of its certificates.
 * Source: https://learn.microsoft.com/entra/identity/hybrid/connect/authenticate-application-id
 */
export function serverSteps(
  application: DeclaredApplication,
  clientId: pulumi.Input<string>,
  phase: Phase,
): pulumi.Output<ServerSteps> | undefined {
  const { server, certificates } = application;
  const newest = certificates.toSorted((a, b) => (a.lastDay < b.lastDay ? 1 : -1))[0];
  if (!newest) return withoutCertificate(server, phase);
  const hash = newest.thumbprints[1];
  return pulumi.output(clientId).apply((id) => ({
    server,
    steps: (certificates.length > 1 ? rotation(hash) : switchOver(server, hash, id)).map(legible),
  }));
}

/** The wizard makes the certificate. It switches a new installation by itself, and an existing one only when it is told to. */
function withoutCertificate(server: string, phase: Phase): pulumi.Output<ServerSteps> | undefined {
  if (phase === "before-install") return undefined;
  return pulumi.output({
    server,
    steps: [
      "If ConnectorIdentityType is Application, there is nothing left to do; check with: Get-ADSyncEntraConnectorCredential",
      "Otherwise start the Connect wizard, and select Additional tasks, Configure application-based authentication to Microsoft Entra ID",
    ],
  });
}

function switchOver(server: string, hash: string, clientId: string): string[] {
  return [
    `If the application ${clientId} already signs in, there is nothing left to do; check with: Get-ADSyncEntraConnectorCredential`,
    `Let the ADSync service read the private key of the certificate ${hash} in Cert:\\LocalMachine\\My`,
    "Stop the scheduler: Set-ADSyncScheduler -SyncCycleEnabled $false",
    `Link the application: ${powershell`Add-ADSyncApplicationRegistration -CertificateSHA256Hash ${hash} -ApplicationAppId ${clientId}`}`,
    "Check that ConnectorIdentityType is Application now: Get-ADSyncEntraConnectorCredential",
    "Start the scheduler: Set-ADSyncScheduler -SyncCycleEnabled $true",
    `When synchronization works, remove the former user: ${powershell`Remove-ADSyncAADServiceAccount -AADCredential (Get-Credential) -Name ${`Sync_${server}_ID`}`}`,
  ];
}

function rotation(hash: string): string[] {
  return [
    `Let the ADSync service read the private key of the new certificate ${hash} in Cert:\\LocalMachine\\My`,
    "Stop the scheduler: Set-ADSyncScheduler -SyncCycleEnabled $false",
    `Switch to the new certificate: ${powershell`Invoke-ADSyncApplicationCredentialRotation -CertificateSHA256Hash ${hash}`}`,
    "Start the scheduler: Set-ADSyncScheduler -SyncCycleEnabled $true",
    "When synchronization works, remove the old file from certificateFiles, run pulumi up, and remove the old certificate from Cert:\\LocalMachine\\My",
  ];
}
