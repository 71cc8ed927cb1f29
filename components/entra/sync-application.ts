import * as pulumi from "@pulumi/pulumi";
import { applicationPermissions } from "../../catalogue/sync-applications.ts";
import * as azuread from "./azuread.ts";
import type { DeclaredApplication } from "./declared-applications.ts";
import { findPermissions } from "./sync-service.ts";

/** What the identity of a sync server consists of in the tenant. */
export interface SyncApplication {
  /** Application (client) ID. */
  readonly clientId: pulumi.Output<string>;
  /** Object ID of its service principal. */
  readonly principalId: pulumi.Output<string>;
}

/**
 * Declares an application with its service principal, its certificates and the application permissions it needs; no
 * owner, because an owner may add credentials, and no client secret.
 */
export function declareSyncApplication(
  name: string,
  { displayName, certificates, permissions }: DeclaredApplication,
  opts: pulumi.CustomResourceOptions,
): SyncApplication {
  const application = new azuread.Application(`${name}-application`, { displayName }, opts);
  const principal = new azuread.ServicePrincipal(`${name}-principal`, { clientId: application.clientId }, opts);
  for (const { text, thumbprints } of certificates) {
    new azuread.ApplicationCertificate(
      // By what the certificate is, not by its place: a new one is added before the old one goes.
      `${name}-certificate-${thumbprints[1].slice(0, 16).toLowerCase()}`,
      { applicationId: application.id, type: "AsymmetricX509Cert", encoding: "pem", value: text },
      opts,
    );
  }
  // Within apply, so that a permission that is not to be had is reported as such, not as a fault of a property.
  pulumi.output(findPermissions(permissions, { parent: opts.parent })).apply((found) => {
    for (const { value, ...permission } of found) {
      const suffix = value === applicationPermissions.synchronization ? "permission" : `permission-${value}`;
      new azuread.AppRoleAssignment(
        `${name}-${suffix}`,
        { principalObjectId: principal.objectId, ...permission },
        opts,
      );
    }
  });
  return { clientId: application.clientId, principalId: principal.objectId };
}
