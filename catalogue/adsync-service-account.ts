/**
 * Which kinds of account may run the ADSync service: by where its database is, and whether the server is a domain
 * controller. A virtual account cannot run on a domain controller because of DPAPI, and neither it nor a standalone
 * managed service account is listed for a database on another server. A local account is one of the server itself, and a
 * domain controller has none.
 *
 * Source: https://learn.microsoft.com/entra/identity/hybrid/connect/concept-adsync-service-account
 */
export type Support = "default" | "recommended" | "supported" | "unsupported";

interface SupportByServer {
  readonly memberServer: Support;
  readonly domainController: Support;
}

/** LocalDB and a SQL Server on the same machine stand in one column of Microsoft's table. */
const besideTheService = {
  "virtual account": { memberServer: "default", domainController: "unsupported" },
  "local account": { memberServer: "supported", domainController: "unsupported" },
  "standalone managed service account": { memberServer: "recommended", domainController: "default" },
  "group managed service account": { memberServer: "recommended", domainController: "recommended" },
  "domain user": { memberServer: "supported", domainController: "supported" },
} as const satisfies Record<string, SupportByServer>;

const onAnotherServer = {
  "virtual account": { memberServer: "unsupported", domainController: "unsupported" },
  "local account": { memberServer: "unsupported", domainController: "unsupported" },
  "standalone managed service account": { memberServer: "unsupported", domainController: "unsupported" },
  "group managed service account": { memberServer: "recommended", domainController: "recommended" },
  "domain user": { memberServer: "supported", domainController: "supported" },
} as const satisfies Record<keyof typeof besideTheService, SupportByServer>;

export const adSyncServiceAccountSupport = {
  "local database": besideTheService,
  "local SQL Server": besideTheService,
  "remote SQL Server": onAnotherServer,
} as const;
