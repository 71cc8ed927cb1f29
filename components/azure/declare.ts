import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../../config.ts";
import { Azure } from "../azure.ts";
import type { ConnectSync } from "../connect-sync.ts";
import type { Gate } from "../gate.ts";

/** The Azure side of a stack that has one. */
export function declareAzure(settings: Settings, connectSync: ConnectSync | undefined, gate: Gate): Azure | undefined {
  if (!settings.azure) return undefined;
  return new Azure("azure", {
    settings: settings.azure,
    identity: pulumi.output({
      clientId: connectSync?.applicationId ?? "",
      principalId: connectSync?.applicationPrincipalId ?? "",
    }),
    addresses: settings.guardRails?.namedLocation?.addresses ?? [],
    gate,
  });
}
