/**
 * The stack configuration as a schema. Everything a person needs to know about a key stands here: the checks, the
 * messages and docs/configuration.md are made from it.
 */
import * as z from "zod";
import { type AccountId, accounts, type SyncTool } from "../catalogue/accounts.ts";
import { type FeatureId, features } from "../catalogue/features.ts";
import type { Format } from "./formats.ts";
import * as formats from "./formats.ts";

/** What the schema says about a key beyond its type. */
interface About {
  /** Meaning, with unit and default where the type does not show them. */
  readonly description: string;
  readonly example?: unknown;
  /** Optional keys to put into an example all the same. */
  readonly usually?: readonly string[];
}

const about = ({ example, ...rest }: About) => (example === undefined ? rest : { ...rest, examples: [example] });

function text(format: Format, meaning: About) {
  return z
    .string()
    .superRefine((value, context) => {
      const fault = format.fault(value);
      if (fault !== undefined) context.addIssue({ code: "custom", message: fault });
    })
    .meta({ allowed: format.allowed, ...about({ example: format.example, ...meaning }) });
}

function wholeNumber(minimum: number, maximum: number, meaning: About) {
  return z.int().min(minimum).max(maximum).meta(about(meaning));
}

function phase(tool: string) {
  return z.enum(["before-install", "after-install"]).meta(
    about({
      description:
        `Whether the installer of ${tool} has already run. Before that, what it creates may be absent; ` +
        "afterwards its absence is a fault.",
    }),
  );
}

function featureIds(tool: SyncTool, title: string) {
  const all = Object.keys(features) as [FeatureId, ...FeatureId[]];
  const ofTool = all.filter((id) => (features[id].tools as readonly SyncTool[]).includes(tool));
  const feature = z
    .enum(all)
    .superRefine((id, context) => {
      if (!ofTool.includes(id)) context.addIssue({ code: "custom", message: featureOfTheOtherTool(id, title) });
    })
    .meta({ enum: ofTool, description: `A feature of ${title}.` });
  return z
    .array(feature)
    .default([])
    .meta(
      about({
        description: `Features of ${title} that are switched on, or will be; each needs permissions of its own.`,
        example: ["password-hash-sync"],
      }),
    );
}

function featureOfTheOtherTool(id: FeatureId, title: string): string {
  const { title: feature, tools } = features[id];
  const other = (tools as readonly SyncTool[]).includes("cloud-sync") ? "Cloud Sync" : "Connect Sync";
  return `${feature} belongs to ${other}, ${title} does not have it`;
}

const secret = z
  .union([
    z.strictObject({
      file: text(formats.filePath("/run/secrets/reader-password"), {
        description: "File that holds the password and nothing else; a line break at its end is ignored.",
      }),
    }),
    z.strictObject({
      environmentVariable: text(formats.environmentVariable, {
        description: "Environment variable that holds the password.",
      }),
    }),
  ])
  .meta(
    about({
      description:
        "Where the password of the read account comes from: a file or an environment variable. The password itself " +
        "never stands in the configuration, not even encrypted.",
    }),
  );

const liveDirectory = z
  .strictObject({
    domainController: text(formats.hostAddress, {
      description:
        "One domain controller of the forest root domain. When absent, the domain controllers are found through DNS.",
    }).optional(),
    transport: z
      .enum(["ldaps", "starttls"])
      .default("ldaps")
      .meta(
        about({ description: "How the connection is encrypted: TLS from the start, or StartTLS on the LDAP port." }),
      ),
    port: wholeNumber(1, 65535, {
      description: "TCP port. When absent, 636 for ldaps and 389 for starttls.",
      example: 636,
    }).optional(),
    bindName: text(formats.bindName, {
      description: "The read account. It needs no more than what every domain user may read.",
    }),
    secret,
    certificateAuthorityFile: text(formats.filePath("certificates/contoso-root.pem"), {
      description:
        "PEM file of the certificate authorities that may have issued the domain controller's certificate. " +
        "When absent, those that Node trusts.",
    }).optional(),
  })
  .meta(about({ description: "Ask a domain controller over LDAP while Pulumi runs." }));

const snapshotDirectory = z
  .strictObject({
    file: text(formats.filePath("contoso.snapshot.json"), {
      description: "The recorded snapshot, written by: npm run snapshot.",
    }),
    maximumAgeDays: wholeNumber(1, 365, {
      description:
        "Days for which a snapshot counts. Afterwards everything that rests on it is reported as not verifiable.",
    }).default(7),
  })
  .meta(
    about({
      description:
        "Read a snapshot of the forest that was recorded earlier, where no domain controller can be reached.",
    }),
  );

const forest = z
  .strictObject({
    name: text(formats.dnsName, {
      description: "DNS name of the forest root domain. Other keys name the forest by it.",
    }),
    directory: z
      .union([z.strictObject({ snapshot: snapshotDirectory }), z.strictObject({ live: liveDirectory })])
      .meta(about({ description: "Where the facts about this forest come from: either live or snapshot." })),
  })
  .meta(about({ description: "One Active Directory forest." }));

const forestReference = (meaning: string) => text(formats.dnsName, { description: meaning });

function entraAdministrator(tool: string, upn: string) {
  return z
    .strictObject({
      create: z
        .strictObject({
          userPrincipalName: text(formats.userPrincipalName, {
            description:
              "Name to sign in with; best in the tenant's onmicrosoft.com domain, which no outage on-premises touches.",
            example: upn,
          }),
          displayName: text(formats.line("a display name", `${tool} administrator`, 256), {
            description: "Display name of the user.",
          }),
        })
        .meta(about({ description: "Create the user. Exactly one of create and adopt is given." }))
        .optional(),
      adopt: text(formats.userPrincipalName, {
        description:
          "User principal name of an existing user, which is read and given the roles it lacks, and is never changed " +
          "or deleted otherwise. Exactly one of create and adopt is given.",
        example: upn,
      }).optional(),
      roles: z
        .array(
          z
            .enum(["hybrid-identity-administrator", "global-administrator", "domain-name-administrator"])
            .meta({ description: "A built-in role of Microsoft Entra ID." }),
        )
        .min(1)
        .default(["hybrid-identity-administrator"])
        .meta(about({ description: "Roles the user is to hold.", example: ["hybrid-identity-administrator"] })),
      throughGroup: text(formats.line("the name of a group", "Sync administrators", 256), {
        description: "Group through which the roles are held. When absent, the user holds them directly.",
      }).optional(),
      purpose: z
        .enum(["synchronization", "connect-health", "federation"])
        .default("synchronization")
        .meta(
          about({
            description:
              "What the administrator is for. Connect Health and federation are the documented reasons for more than " +
              "Hybrid Identity Administrator.",
          }),
        ),
    })
    .meta(about({ description: `Administrator in Microsoft Entra ID who sets up ${tool}.`, usually: ["adopt"] }));
}

function privilegedAdministrator(description: string, example: string) {
  return z
    .strictObject({
      name: text(formats.userAccount, { description: "The account.", example }),
      temporaryUntil: text(formats.day, {
        description: "Last day on which the account may be privileged. When absent, it is a standing administrator.",
      }).optional(),
    })
    .meta(about({ description }));
}

const cloudSync = z
  .strictObject({
    phase: phase("the provisioning agent"),
    forest: forestReference("Forest in which the agents and their gMSA live; one of the names under forests."),
    domains: z
      .array(text(formats.dnsName, { description: "DNS name of a domain." }))
      .min(1)
      .meta(about({ description: "Domains that the agents serve.", example: ["contoso.example"] })),
    features: featureIds("cloud-sync", "Cloud Sync"),
    agentServers: z
      .array(text(formats.server, { description: "A server.", example: "AGENT01" }))
      .min(1)
      .meta(about({ description: "Servers that run a provisioning agent.", example: ["AGENT01", "AGENT02"] })),
    accounts: z
      .strictObject({
        domainAdministrator: privilegedAdministrator(
          "Domain or Enterprise Administrator who installs the agent and creates its gMSA.",
          "CONTOSO\\adm-cloudsync",
        ),
        hybridIdentityAdministrator: entraAdministrator("Cloud Sync", "cloudsync-admin@contoso.onmicrosoft.com"),
        serviceAccount: z
          .strictObject({
            name: text(formats.managedServiceAccount, {
              description: "The gMSA. The default is the name that the installer gives to one it creates.",
              example: "provAgentgMSA$",
            }).default("provAgentgMSA$"),
          })
          .prefault({})
          .meta(about({ description: "Group Managed Service Account that runs the provisioning agent." })),
      })
      .meta(about({ description: "The three accounts of Cloud Sync." })),
  })
  .meta(about({ description: "Microsoft Entra Cloud Sync. Absent when it is not in use." }));

const connectForest = z
  .strictObject({
    forest: forestReference("One of the names under forests."),
    features: featureIds("connect-sync", "Connect Sync"),
    connectorAccount: text(formats.connectorAccount, {
      description:
        "AD DS Connector account of this forest, an ordinary user. Absent when the installer creates it, which is " +
        "possible before the installation only.",
    }).optional(),
  })
  .meta(about({ description: "A forest that Connect Sync synchronizes." }));

const syncServer = z
  .strictObject({
    name: text(formats.server, { description: "The server." }),
    mode: z
      .enum(["active", "staging"])
      .default("active")
      .meta(about({ description: "Whether the server exports, or stands by. Exactly one server is active." })),
    domainController: z
      .boolean()
      .default(false)
      .meta(about({ description: "Whether the server is a domain controller too." })),
  })
  .meta(about({ description: "A server that runs Connect Sync." }));

const database = z
  .strictObject({
    kind: z
      .enum(["local database", "local SQL Server", "remote SQL Server"])
      .default("local database")
      .meta(
        about({
          description:
            "The database that the installer brings, or a full SQL Server on the sync server or on another one.",
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
      certificateFile: text(formats.filePath("certificates/connect-sync.pem"), {
        description: "PEM file of the certificate, without its private key. When absent, the wizard adds one.",
      }).optional(),
    }),
    z.strictObject({
      kind: z.literal("user"),
      userPrincipalName: text(formats.legacyConnectorUser, {
        description: "The user. It is shown only, never given a role.",
      }),
    }),
  ])
  .meta(
    about({
      description:
        "Microsoft Entra Connector account, as which Connect Sync writes to the tenant: an application with a certificate, or the user that older versions made.",
    }),
  );

const connectAccounts = z
  .strictObject({
    serviceAccount: z
      .strictObject({
        kind: z
          .enum([
            "virtual account",
            "standalone managed service account",
            "group managed service account",
            "domain user",
          ])
          .meta(
            about({
              description:
                "Kind of account that runs the ADSync service. It can be chosen at the first installation only.",
              example: "group managed service account",
            }),
          ),
        name: text(formats.anyAccount, {
          description: "The account. Required unless it is a virtual account, which has no name of its own.",
        }).optional(),
        forest: forestReference(
          "Forest of the account. When absent, the first of connectSync.forests. Not for a virtual account.",
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
            "Enterprise Administrator whose credentials the wizard takes to create the connector account. Absent when " +
            "that has been prepared by hand.",
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
  .meta(about({ description: "The accounts of Connect Sync besides the connector accounts." }));

const connectSync = z
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
    database,
    identity,
    accounts: connectAccounts,
  })
  .meta(about({ description: "Microsoft Entra Connect Sync. Absent when it is not in use." }));

const attestation = z
  .strictObject({
    account: z.enum(Object.keys(accounts) as [AccountId, ...AccountId[]]).meta({
      enum: ["connect-sync-local-administrator", "connect-sync-sql-administrator"] satisfies AccountId[],
      description: "The account that is vouched for: one whose facts neither directory nor tenant shows.",
    }),
    by: text(formats.line("the name of a person", "Maria Lopez, server team", 256), { description: "Who vouches." }),
    on: text(formats.day, { description: "Day of the statement.", example: "2026-11-16" }),
    evidence: text(formats.line("a reference to the evidence", "change CHG-20417", 1024), {
      description: "What the statement rests on.",
    }),
    expires: text(formats.day, { description: "Last day on which the statement counts." }),
  })
  .meta(about({ description: "A person's word for what no directory shows." }));

export const settingsSchema = z.strictObject({
  forests: z
    .array(forest)
    .min(1)
    .meta(about({ description: "The Active Directory forests that are observed." })),
  cloudSync: cloudSync.optional(),
  connectSync: connectSync.optional(),
  attestations: z
    .array(attestation)
    .default([])
    .meta(about({ description: "Statements of people about accounts that no directory shows." })),
});

export type Settings = z.output<typeof settingsSchema>;
