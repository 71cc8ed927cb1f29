/** What a recorded snapshot holds: facts as a domain controller gave them, never what was concluded from them. */
import * as z from "zod";
import { nameKey } from "../../catalogue/distinguished-name.ts";
import type { AccountName } from "../account-name.ts";
import { SecurityDescriptorError } from "../security/security-descriptor-error.ts";
import { encodeSid } from "../security/sid.ts";
import type { AccountQuery, DirectoryObject, DomainFacts, ForestFacts, GroupClosure, SchemaFacts } from "../source.ts";
import { list, recordedObjects } from "./objects.ts";

/** What the file says of itself, so that nobody has to guess. */
export const snapshotFormat = "hybrid-sync directory snapshot";

/** Raised with every change after which older programs would misread a snapshot, or newer ones an older one. */
export const snapshotVersion = 4;

const bytes = z.codec(
  z.base64(),
  z.custom<Uint8Array>((value) => value instanceof Uint8Array),
  {
    decode: (text) => Uint8Array.from(Buffer.from(text, "base64")),
    encode: (value) => Buffer.from(value).toString("base64"),
  },
);

const unavailable = z.strictObject({ reason: z.string(), remedy: z.string() });

function fact<S extends z.ZodType>(value: S) {
  return z.union([
    z.strictObject({ observed: value }),
    z.strictObject({ unobservable: unavailable }),
    z.strictObject({ undecided: z.strictObject({ reason: z.string() }) }),
  ]);
}

const sid = z.string().refine(isSid);

function isSid(text: string): boolean {
  try {
    encodeSid(text);
    return true;
  } catch (error) {
    if (error instanceof SecurityDescriptorError) return false;
    throw error;
  }
}

const forest = z.strictObject({
  rootDomain: z.string(),
  functionalLevel: fact(z.int()),
  schemaVersion: fact(z.int()),
  enabledOptionalFeatures: fact(list(z.string())),
  visibleKdsRootKeys: fact(z.int()),
  managedPasswordHolders: fact(list(z.string())),
}) satisfies z.ZodType<ForestFacts>;

const guid = z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);

const schema = z.strictObject({
  classes: fact(list(z.strictObject({ name: z.string(), guid, defaultSecurityDescriptor: z.string().nullable() }))),
  attributes: fact(list(z.strictObject({ name: z.string(), guid, propertySet: guid.nullable() }))),
  rights: fact(list(z.strictObject({ name: z.string(), guid }))),
}) satisfies z.ZodType<SchemaFacts>;

const domain = z.strictObject({
  dnsName: z.string(),
  netBiosName: z.string(),
  distinguishedName: z.string(),
  sid: fact(sid),
  functionalLevel: fact(z.int()),
  rootSecurityDescriptor: fact(bytes),
  managedServiceAccountsContainer: fact(
    z.strictObject({ distinguishedName: z.string(), deleted: z.boolean() }).nullable(),
  ),
}) satisfies z.ZodType<DomainFacts>;

const object = z.strictObject({
  distinguishedName: z.string(),
  sid: sid.nullable(),
  objectClass: list(z.string()),
  samAccountName: z.string().nullable(),
  userPrincipalName: z.string().nullable(),
  commonName: z.string().nullable(),
  dnsHostName: z.string().nullable(),
  userAccountControl: z.int().nullable(),
  passwordLastSet: z
    .string()
    // 64 bits.
    .regex(/^-?\d{1,19}$/)
    .nullable(),
  primaryGroupId: z.int().nullable(),
  sidHistory: list(sid),
  supportedEncryptionTypes: z.int().nullable(),
  groupManagedServiceAccountMembership: bytes.nullable(),
  damaged: list(z.strictObject({ attribute: z.string(), problem: z.string() })).optional(),
}) satisfies z.ZodType<DirectoryObject>;

const groups = z.strictObject({
  direct: list(sid),
  groups: list(
    z.strictObject({
      sid,
      distinguishedName: z.string(),
      samAccountName: z.string().nullable(),
      memberOf: list(sid),
    }),
  ),
  token: list(sid).nullable(),
  gap: unavailable.optional(),
}) satisfies z.ZodType<GroupClosure>;

/** The answer to a question that the source could or could not answer. */
function answer<Shape extends z.ZodRawShape>(given: Shape) {
  return z.union([z.strictObject(given), z.strictObject({ unavailable })]);
}

export const snapshotSchema = z.strictObject({
  format: z.literal(snapshotFormat),
  version: z.literal(snapshotVersion),
  recordedAt: z.iso.datetime(),
  /** Where names are pseudonyms: by this the file with the names is told from that of another snapshot. */
  pseudonyms: z.string().optional(),
  domainController: z.string(),
  reader: z.string(),
  /** Only of a forest with several domains. */
  domainControllers: list(z.strictObject({ domain: z.string(), names: list(z.string()) })).optional(),
  forest,
  schema,
  domains: list(domain),
  /** Every object that an answer below refers to, by distinguished name. */
  objects: list(object),
  /** What each name led to: distinguished names, none when nothing was found. */
  lookups: list(z.strictObject({ question: z.string(), answer: answer({ found: list(z.string()) }) })),
  /** Who has a security identifier: a distinguished name, null when nobody was seen. */
  identifiers: list(z.strictObject({ sid, answer: answer({ object: z.string().nullable() }) })),
  /** What was asked for by attributes, and what came back. */
  entries: list(
    z.strictObject({
      question: z.string(),
      answer: answer({
        entries: list(
          z.strictObject({
            distinguishedName: z.string(),
            attributes: z.record(z.string(), z.array(z.string()).min(1).readonly()),
          }),
        ),
      }),
    }),
  ),
  /** Every object of a domain, by the distinguished name of the domain. */
  domainObjects: list(z.strictObject({ domain: z.string(), answer: answer({ objects: recordedObjects }) })),
  /** The groups around an object, by distinguished name, as they count in a domain. */
  memberships: list(z.strictObject({ object: z.string(), domain: z.string(), answer: answer({ groups }) })),
});

export type Snapshot = z.output<typeof snapshotSchema>;

/** The file: a snapshot, and by what it is told from one that was changed afterwards. */
export const snapshotFileSchema = snapshotSchema.extend({
  digest: z.string().regex(/^sha256:[0-9a-f]{64}$/),
  counts: z.record(z.string(), z.int().min(0)),
});

/** A snapshot as it was read. */
export type ReadSnapshot = Snapshot & {
  /** Present where the file was changed after it was recorded, and the person at it accepts that. */
  readonly edited?: true;
};

/** A question that the source could not answer. */
export interface Unavailable {
  readonly unavailable: { readonly reason: string; readonly remedy: string };
}

/** A question about the groups around an object. */
export function membershipQuestion(object: string, domain: string): string {
  return JSON.stringify([nameKey(object), domain.toLowerCase()]);
}

/** A question about a name, as it stands in the file; equal for names that the directory does not tell apart. */
export function questionText(query: AccountQuery): string {
  if (query.by === "installer") return `installer: ${query.made}`;
  return `${query.wanted}: ${nameText(query.name)}`;
}

function nameText(name: AccountName): string {
  switch (name.form) {
    case "down-level":
      return `${name.netBiosDomain}\\${name.samAccountName}`.toLowerCase();
    case "user-principal-name":
      return name.userPrincipalName.toLowerCase();
    case "distinguished-name":
      return nameKey(name.distinguishedName);
    case "sam-account-name":
      return name.samAccountName.toLowerCase();
  }
}
