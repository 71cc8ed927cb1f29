/** The stack configuration: one schema, one typed object. */
import * as z from "zod";
import { type AccountId, accounts } from "./catalogue/accounts.ts";
import { type FeatureId, features } from "./catalogue/features.ts";

const accountId = z.enum(Object.keys(accounts) as [AccountId, ...AccountId[]]);
const feature = z.enum(Object.keys(features) as [FeatureId, ...FeatureId[]]);
const phase = z.enum(["before-install", "after-install"]);
const day = z.iso.date();
const accountName = z.string().min(1);

const secret = z.union([z.strictObject({ file: z.string() }), z.strictObject({ environmentVariable: z.string() })]);

const liveDirectory = z.strictObject({
  /** DNS name or address of one domain controller; found through DNS when absent. */
  domainController: z.string().optional(),
  transport: z.enum(["ldaps", "starttls"]).default("ldaps"),
  /** Defaults to 636 for ldaps, 389 for starttls. */
  port: z.int().min(1).max(65535).optional(),
  /** Distinguished name, UPN or DOMAIN\name of the read account. */
  bindName: z.string(),
  secret,
  /** PEM file of the certificate authorities to trust, relative to the project; the system's when absent. */
  certificateAuthorityFile: z.string().optional(),
});

const snapshotDirectory = z.strictObject({
  /** Relative to the project. */
  file: z.string(),
  maximumAgeDays: z.int().min(1).default(7),
});

const forest = z.strictObject({
  /** DNS name of the forest root domain. */
  name: z.string(),
  directory: z.union([z.strictObject({ live: liveDirectory }), z.strictObject({ snapshot: snapshotDirectory })]),
});

const entraAdministrator = z.strictObject({
  /** Either `create` or `adopt`. */
  create: z.strictObject({ userPrincipalName: z.string(), displayName: z.string() }).optional(),
  adopt: z.string().optional(),
  roles: z
    .array(z.enum(["hybrid-identity-administrator", "global-administrator", "domain-name-administrator"]))
    .default(["hybrid-identity-administrator"]),
  /** Name of the group through which the roles are held; held directly when absent. */
  throughGroup: z.string().optional(),
  purpose: z.enum(["synchronization", "connect-health", "federation"]).default("synchronization"),
});

const privilegedAdministrator = z.strictObject({ name: accountName, temporaryUntil: day.optional() });

const cloudSync = z.strictObject({
  phase,
  /** Forest in which the agents and the gMSA live. */
  forest: z.string(),
  domains: z.array(z.string()).min(1),
  features: z.array(feature).default([]),
  agentServers: z.array(accountName).min(1),
  accounts: z.strictObject({
    domainAdministrator: privilegedAdministrator,
    hybridIdentityAdministrator: entraAdministrator,
    serviceAccount: z.strictObject({ name: accountName.default("provAgentgMSA$") }).prefault({}),
  }),
});

const connectSync = z.strictObject({
  phase,
  forests: z
    .array(
      z.strictObject({
        forest: z.string(),
        features: z.array(feature).default([]),
        /** Absent: the installer creates it. */
        connectorAccount: accountName.optional(),
      }),
    )
    .min(1),
  servers: z
    .array(
      z.strictObject({
        name: accountName,
        mode: z.enum(["active", "staging"]).default("active"),
        domainController: z.boolean().default(false),
      }),
    )
    .min(1),
  database: z
    .strictObject({
      kind: z.enum(["local database", "local SQL Server", "remote SQL Server"]).default("local database"),
      /** A database administrator has created the ADSync database beforehand. */
      exists: z.boolean().default(false),
    })
    .prefault({}),
  identity: z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("application"), displayName: z.string(), certificateFile: z.string().optional() }),
    z.strictObject({ kind: z.literal("user"), userPrincipalName: z.string() }),
  ]),
  accounts: z.strictObject({
    serviceAccount: z.strictObject({
      kind: z.enum([
        "virtual account",
        "standalone managed service account",
        "group managed service account",
        "domain user",
      ]),
      /** Not for a virtual account. */
      name: accountName.optional(),
      /** Forest of the account; the first of connectSync.forests when absent. */
      forest: z.string().optional(),
    }),
    hybridIdentityAdministrator: entraAdministrator,
    enterpriseAdministrator: privilegedAdministrator.extend({ forest: z.string().optional() }).optional(),
    localAdministrator: z.strictObject({ name: accountName }),
    sqlAdministrator: z.strictObject({ name: z.string() }).optional(),
  }),
});

const attestation = z.strictObject({
  account: accountId,
  by: z.string().min(1),
  on: day,
  evidence: z.string().min(1),
  expires: day,
});

export const settingsSchema = z.strictObject({
  forests: z.array(forest).min(1),
  cloudSync: cloudSync.optional(),
  connectSync: connectSync.optional(),
  attestations: z.array(attestation).default([]),
});

export type Settings = z.output<typeof settingsSchema>;
export type ForestSettings = Settings["forests"][number];
export type CloudSyncSettings = NonNullable<Settings["cloudSync"]>;
export type ConnectSyncSettings = NonNullable<Settings["connectSync"]>;
export type EntraAdministratorSettings = CloudSyncSettings["accounts"]["hybridIdentityAdministrator"];
export type AttestationSettings = Settings["attestations"][number];
