import * as pulumi from "@pulumi/pulumi";
import type { AccountId, Phase } from "../../catalogue/accounts.ts";
import type { ConnectSyncSettings } from "../../config.ts";
import type { Gate } from "../gate.ts";
import * as azuread from "./azuread.ts";
import { readCertificateFile } from "./certificate-file.ts";
import { ConnectorIdentityDeclaration } from "./connector-identity-declaration.ts";
import { findSynchronizationPermission } from "./sync-service.ts";

export interface ConnectorIdentityArgs {
  readonly account: AccountId;
  readonly phase: Phase;
  readonly identity: ConnectSyncSettings["identity"];
  readonly gate: Gate;
}

/**
 * The identity with which Connect Sync writes to the tenant: an application with its service principal, the
 * certificate where one is given, and the one application permission it needs. A legacy `Sync_…` user belongs to the
 * wizard: it is shown, and nothing is declared for it.
 */
export class ConnectorIdentity extends pulumi.ComponentResource {
  /** Application (client) ID; empty for a legacy user. */
  readonly clientId: pulumi.Output<string>;
  /** Object ID of the application's service principal; empty for a legacy user. */
  readonly principalId: pulumi.Output<string>;

  constructor(name: string, args: ConnectorIdentityArgs, opts: pulumi.ComponentResourceOptions) {
    super("hybrid-sync:entra:ConnectorIdentity", name, {}, opts);
    const { account, phase, identity, gate } = args;

    gate.add(
      new ConnectorIdentityDeclaration(
        `${name}-declaration`,
        {
          account,
          phase,
          kind: identity.kind,
          name: identity.kind === "application" ? identity.displayName : identity.userPrincipalName,
        },
        { parent: this },
      ),
    );
    const application =
      identity.kind === "application"
        ? declareApplication(name, identity, { parent: this, dependsOn: gate.observations })
        : undefined;

    this.clientId = application?.clientId ?? pulumi.output("");
    this.principalId = application?.principalId ?? pulumi.output("");
    this.registerOutputs({ clientId: this.clientId, principalId: this.principalId });
  }
}

function declareApplication(
  name: string,
  identity: Extract<ConnectSyncSettings["identity"], { kind: "application" }>,
  opts: pulumi.CustomResourceOptions,
): Pick<ConnectorIdentity, "clientId" | "principalId"> {
  const application = new azuread.Application(`${name}-application`, { displayName: identity.displayName }, opts);
  const principal = new azuread.ServicePrincipal(`${name}-principal`, { clientId: application.clientId }, opts);
  if (identity.certificateFile) {
    new azuread.ApplicationCertificate(
      `${name}-certificate`,
      {
        applicationId: application.id,
        type: "AsymmetricX509Cert",
        encoding: "pem",
        value: readCertificateFile(identity.certificateFile),
      },
      opts,
    );
  }
  // Within apply, so that a permission that is not to be had is reported as such, not as a fault of a property.
  pulumi
    .output(findSynchronizationPermission({ parent: opts.parent }))
    .apply(
      (permission) =>
        new azuread.AppRoleAssignment(
          `${name}-permission`,
          { principalObjectId: principal.objectId, ...permission },
          opts,
        ),
    );
  return { clientId: application.clientId, principalId: principal.objectId };
}
