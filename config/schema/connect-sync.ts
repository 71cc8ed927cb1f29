import * as z from "zod";
import * as formats from "../formats.ts";
import { entraAdministrator, privilegedAdministrator } from "./administrators.ts";
import { about, text } from "./field.ts";
import { featureIds, forestReference, organizationalUnits, phase } from "./tool.ts";

const connectForest = z
  .strictObject({
    forest: forestReference("One of the names under forests."),
    features: featureIds("connect-sync", "Connect Sync"),
    domains: z
      .array(text(formats.dnsName, { description: "DNS name of a domain." }))
      .min(1)
      .optional()
      .meta(
        about({
          description:
            "Domains of the forest that Connect Sync synchronizes. When absent, all of them. In a domain that is left out, the " +
            "connector account needs nothing, and the domain does not need to be reachable.",
          example: ["contoso.example"],
        }),
      ),
    organizationalUnits: organizationalUnits("Connect Sync"),
    connectorAccount: text(formats.connectorAccount, {
      description:
        "AD DS Connector account of this forest, an ordinary user. Omit it when the installer creates it, which is " +
        "possible only before the installation.",
    }).optional(),
  })
  .meta(about({ description: "A forest that Connect Sync synchronizes." }));

const certificateFiles = z
  .array(text(formats.filePath("certificates/connect-sync.pem"), { description: "A file." }))
  .max(2)
  .default([])
  .meta(
    about({
      description:
        "PEM files of the application's certificates, without their private keys: one, or the old and the new one during a " +
        "rotation. Without a file, the wizard adds a certificate.",
      example: ["certificates/connect-sync.pem"],
    }),
  );

const syncServer = z
  .strictObject({
    name: text(formats.server, { description: "The server." }),
    mode: z
      .enum(["active", "staging"])
      .default("active")
      .meta(
        about({
          description: "Whether the server exports (active) or only imports (staging). Exactly one server is active.",
        }),
      ),
    version: text(formats.version, {
      description:
        "Version of Connect Sync that is installed there, or will be, as Programs and Features on the server shows it. " +
        "No directory shows the version.",
    }).optional(),
    domainController: z
      .boolean()
      .default(false)
      .meta(about({ description: "Whether the server is also a domain controller." })),
    application: z
      .strictObject({
        displayName: text(formats.line("a display name", "Entra Connect Sync SYNC02", 120), {
          description: "Display name of the application.",
        }),
        certificateFiles,
      })
      .meta(
        about({
          description:
            "Application as which this server signs in. Every server has its own. The first server uses that of " +
            "connectSync.identity. For another server without this key, the wizard creates one.",
        }),
      )
      .optional(),
  })
  .meta(about({ description: "A server that runs Connect Sync." }));

const versions = z
  .strictObject({
    asOf: text(formats.day, { description: "Day on which someone looked this up." }),
    releases: z
      .array(
        z
          .strictObject({
            version: text(formats.version, { description: "The version." }),
            supportEnds: text(formats.day, {
              description: "Last day of support. Absent while no newer version has been released.",
            }).optional(),
            recalled: z
              .boolean()
              .default(false)
              .meta(about({ description: "Whether Microsoft recalled the version." })),
          })
          .meta(about({ description: "One version.", usually: ["supportEnds"] })),
      )
      .default([])
      .meta(about({ description: "Released versions. An entry replaces what the program knows about that version." })),
    served: z
      .array(
        z
          .strictObject({
            oldest: text(formats.version, { description: "Oldest version that is still served." }),
            from: text(formats.day, { description: "Day from which older versions are rejected." }),
          })
          .meta(about({ description: "One announcement." })),
      )
      .default([])
      .meta(
        about({
          description:
            "Versions below which the service rejects synchronization. An entry replaces what the program knows about " +
            "that version.",
        }),
      ),
  })
  .meta(
    about({
      description:
        "What Microsoft says about versions of Connect Sync, where it differs from the program's own dates or is newer. " +
        "The page is https://learn.microsoft.com/entra/identity/hybrid/connect/reference-connect-version-history.",
    }),
  )
  .optional();

const database = z
  .strictObject({
    kind: z
      .enum(["local database", "local SQL Server", "remote SQL Server"])
      .default("local database")
      .meta(
        about({
          description: "The database of the installer, or a full SQL Server, on the sync server or on another server.",
        }),
      ),
    exists: z
      .boolean()
      .default(false)
      .meta(about({ description: "Whether a database administrator has created the ADSync database beforehand." })),
  })
  .prefault({})
  .meta(about({ description: "Where Connect Sync keeps its data." }));

const identity = z
  .discriminatedUnion("kind", [
    z.strictObject({
      kind: z.literal("application"),
      displayName: text(formats.line("a display name", "Entra Connect Sync SYNC01", 120), {
        description: "Display name of the application.",
      }),
      certificateFiles,
    }),
    z.strictObject({
      kind: z.literal("user"),
      userPrincipalName: text(formats.legacyConnectorUser, {
        description: "The user. The program only shows it, and never assigns it a role.",
      }),
    }),
  ])
  .meta(
    about({
      description:
        "Microsoft Entra Connector account, as which the first server writes to the tenant: an application with a certificate, or the user that older versions create.",
    }),
  );

const connectAccounts = z
  .strictObject({
    serviceAccount: z
      .strictObject({
        kind: z
          .enum([
            "virtual account",
            "local account",
            "standalone managed service account",
            "group managed service account",
            "domain user",
          ])
          .meta(
            about({
              description:
                "Kind of account that runs the ADSync service. The installer asks for it only at the first installation.",
              example: "group managed service account",
            }),
          ),
        name: text(formats.anyAccount, {
          description:
            "The account. Required unless it is a virtual account, which has no name of its own. A local account is an " +
            "account of the server: SYNC01\\name, .\\name or name.",
        }).optional(),
        forest: forestReference(
          "Forest of the account. When absent, the first of connectSync.forests. Not for a virtual or a local account.",
        ).optional(),
      })
      .meta(about({ description: "ADSync service account.", usually: ["name"] })),
    hybridIdentityAdministrator: entraAdministrator("Connect Sync", "connect-admin@contoso.onmicrosoft.com"),
    enterpriseAdministrator: privilegedAdministrator("", "CONTOSO\\adm-connect")
      .extend({
        forest: forestReference("Forest of the account. When absent, the first of connectSync.forests.").optional(),
      })
      .meta(
        about({
          description:
            "Enterprise Administrator whose credentials the wizard uses to create the connector account. Omit it when " +
            "you create that account yourself.",
        }),
      )
      .optional(),
    localAdministrator: z
      .strictObject({ name: text(formats.localAdministrator, { description: "The account." }) })
      .meta(about({ description: "Local administrator of the sync server, who runs the installer." })),
    sqlAdministrator: z
      .strictObject({ name: text(formats.sqlLogin, { description: "The login." }) })
      .meta(about({ description: "SQL SA who creates the ADSync database. Only for a full SQL Server." }))
      .optional(),
  })
  .meta(about({ description: "The accounts of Connect Sync other than the AD DS Connector accounts." }));

export const connectSync = z
  .strictObject({
    phase: phase("Connect Sync"),
    forests: z
      .array(connectForest)
      .min(1)
      .meta(about({ description: "Forests that Connect Sync synchronizes." })),
    servers: z
      .array(syncServer)
      .min(1)
      .meta(about({ description: "Servers that run Connect Sync: one active, any number in staging mode." })),
    versions,
    database,
    identity,
    accounts: connectAccounts,
  })
  .meta(about({ description: "Microsoft Entra Connect Sync. Absent when it is not in use." }));
