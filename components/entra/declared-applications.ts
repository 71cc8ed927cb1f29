import { applicationPermissions } from "../../catalogue/sync-applications.ts";
import type { ConnectSyncSettings } from "../../config.ts";
import { type CertificateFile, readCertificateFile } from "./certificate-file.ts";

/** An application as which a sync server signs in. */
export interface DeclaredApplication {
  /** Name of the server as it is declared. */
  readonly server: string;
  readonly displayName: string;
  /** One, or two while certificates are rotated; none when the wizard adds one. */
  readonly certificates: readonly CertificateFile[];
  /** Application permissions by value: synchronization first, and those of password writeback where it is on. */
  readonly permissions: readonly string[];
}

/** Every application that is declared for Connect Sync, that of the first server first. @throws {pulumi.RunError} */
export function declaredApplications({ identity, servers, forests }: ConnectSyncSettings): DeclaredApplication[] {
  const writesPasswords = forests.some(({ features }) => features.includes("password-writeback"));
  const permissions = [
    applicationPermissions.synchronization,
    ...(writesPasswords ? applicationPermissions.passwordWriteback : []),
  ];
  return servers.flatMap(({ name, application }, index) => {
    const own = index > 0 ? application : identity.kind === "application" ? identity : undefined;
    if (own === undefined) return [];
    const certificates = own.certificateFiles.map(readCertificateFile);
    return [{ server: name, displayName: own.displayName, certificates, permissions }];
  });
}
