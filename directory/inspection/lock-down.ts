/**
 * Whether the object of an account is locked down in the form that Microsoft documents: inheritance off, and entries for
 * administrators, domain controllers and readers only.
 *
 * Source: https://learn.microsoft.com/entra/identity/hybrid/connect/how-to-connect-configure-ad-ds-connector-account
 */

import { controlAccessRights } from "../../catalogue/control-access-rights.ts";
import { domainHolding, isWithin, parentOf } from "../../catalogue/distinguished-name.ts";
import { type Fact, observed } from "../../catalogue/fact.ts";
import { bytesOf } from "../entry-values.ts";
import { always, factOf, mapFact } from "../fact-of.ts";
import type { LockDown } from "../facts/lock-down.ts";
import { Issuers } from "../issuers.ts";
import { nameOfSid } from "../names.ts";
import { readDescriptor } from "../rights.ts";
import { sampleSize } from "../sample-of.ts";
import { accessRights, fullControl, mapGenericRights } from "../security/access-mask.ts";
import { handsDown } from "../security/inheritance-source.ts";
import { entryToSddl } from "../security/sddl.ts";
import {
  type AccessControlEntry,
  controlFlags,
  daclKind,
  entryFlags,
  isObjectEntry,
  type ObjectEntry,
  type PlainEntry,
  type SecurityDescriptor,
} from "../security/security-descriptor.ts";
import { splitSid, wellKnownSids } from "../security/sid.ts";
import { builtinDomainSid, builtinRids, domainRids } from "../security/well-known-sids.ts";
import { type DirectoryObject, type DirectorySource, DirectoryUnavailableError } from "../source.ts";
import { sidOf } from "./account.ts";

/** What reading an object and its permissions takes; whoever holds no more can change nothing. */
const reading =
  accessRights.listContents | accessRights.readProperty | accessRights.listObject | accessRights.readControl;

/** What the documented form gives to readers. */
const documentedReading = accessRights.listContents | accessRights.readProperty | accessRights.readControl;

/** The control access right that sets a password without knowing the old one; the others change nothing of the account. */
const resetPassword = controlAccessRights["User-Force-Change-Password"].guid;

export async function observeLockDown(source: DirectorySource, account: DirectoryObject): Promise<Fact<LockDown>> {
  const { reader } = await source.evidence();
  const descriptor = await readAt(source, account.distinguishedName);
  const ownDomain = mapFact(sidOf(account, reader), (own) => observed(splitSid(own).domain));
  if (!("observed" in descriptor)) return descriptor;
  if (!("observed" in ownDomain)) return ownDomain;
  return factOf(() => compare(source, descriptor.observed, ownDomain.observed, account));
}

/** Where an inherited entry was made: on the nearest container above that hands it down. */
class Origins {
  readonly #source: DirectorySource;
  readonly #account: string;
  #above: Promise<readonly Above[]> | undefined;

  constructor(source: DirectorySource, account: string) {
    this.#source = source;
    this.#account = account;
  }

  async of(entry: AccessControlEntry): Promise<{ readonly origin?: Surplus["origin"] }> {
    if ((entry.flags & entryFlags.inherited) === 0) return {};
    this.#above ??= this.#read();
    for (const { on, descriptor } of await this.#above) {
      const made = descriptor.dacl?.entries.find((other) => handsDown(other, entry));
      if (made !== undefined) return { origin: { on, entry: entryToSddl(made) } };
    }
    return { origin: null };
  }

  /** Up to the domain root, to where inheritance is off, or to a container that cannot be read: it may be made there. */
  async #read(): Promise<readonly Above[]> {
    const domains = await this.#source.domains();
    const root = domainHolding(this.#account, domains)?.distinguishedName ?? "";
    const above: Above[] = [];
    for (let on = parentOf(this.#account); on !== null && isWithin(on, root); on = parentOf(on)) {
      const descriptor = await readAt(this.#source, on);
      if (!("observed" in descriptor)) break;
      above.push({ on, descriptor: descriptor.observed });
      if ((descriptor.observed.control & controlFlags.daclProtected) !== 0) break;
    }
    return above;
  }
}

interface Above {
  readonly on: string;
  readonly descriptor: SecurityDescriptor;
}

type Surplus = LockDown["surplus"]["sample"][number];

async function readAt(source: DirectorySource, distinguishedName: string): Promise<Fact<SecurityDescriptor>> {
  const { reader } = await source.evidence();
  const query = { base: distinguishedName, scope: "base", attributes: ["nTSecurityDescriptor"] } as const;
  const read = await factOf(() => source.entries(query));
  const bytes = mapFact(read, ([entry]) =>
    always(
      entry === undefined ? null : bytesOf(entry, "nTSecurityDescriptor"),
      "permissions",
      distinguishedName,
      reader,
    ),
  );
  return mapFact(bytes, (stored) => readDescriptor(stored, distinguishedName));
}

async function compare(
  source: DirectorySource,
  descriptor: SecurityDescriptor,
  domain: string,
  account: DirectoryObject,
): Promise<LockDown> {
  const origins = new Origins(source, account.distinguishedName);
  const issuers = await Issuers.of(source);
  if (mayBeEnterpriseAdmins(descriptor, issuers)) {
    const { reason, remedy } = issuers.hidden();
    throw new DirectoryUnavailableError(reason, remedy);
  }
  const expected = documentedTrustees(domain, issuers);
  const allowed = effectiveAllowances(descriptor);
  // What an account may do to itself says nothing of others.
  const surplus = allowed.filter((entry) => entry.trustee !== account.sid && !isDocumented(entry, expected));
  const isUsual = ({ trustee }: PlainEntry | ObjectEntry) => usualTrustees(domain, issuers).some((is) => is(trustee));
  const shown = surplus.toSorted((a, b) => Number(isUsual(a)) - Number(isUsual(b))).slice(0, sampleSize);
  const open = ["absent", "null"].includes(daclKind(descriptor));
  return {
    inherits: (descriptor.control & controlFlags.daclProtected) === 0,
    owner: await describeOwner(source, descriptor, domain, issuers),
    surplus: {
      count: open ? 1 : surplus.length,
      sample: open
        ? [{ trustee: "Everyone", entry: "no access control list, which grants everything" }]
        : await Promise.all(
            shown.map(async (entry) => ({
              trustee: (await nameOfSid(source, entry.trustee)) ?? entry.trustee,
              entry: entryToSddl(entry),
              ...(await origins.of(entry)),
              ...(isUsual(entry) ? { usual: true } : {}),
            })),
          ),
    },
    missing: expected
      .filter(({ matches, mask }) => !open && (heldBy(allowed, matches) & mask) !== mask)
      .map(({ title }) => title),
  };
}

interface DocumentedTrustee {
  readonly title: string;
  readonly matches: (sid: string) => boolean;
  /** What the documented form gives. */
  readonly mask: number;
}

const enterpriseAdmins = { relativeTo: "forest root", rid: domainRids.enterpriseAdmins } as const;

function documentedTrustees(domain: string, issuers: Issuers): readonly DocumentedTrustee[] {
  const exactly = (sid: string) => (other: string) => other === sid;
  return [
    { title: "Local System", matches: exactly(wellKnownSids.system), mask: fullControl },
    {
      title: "Enterprise Admins",
      matches: (sid) => issuers.isAt(sid, enterpriseAdmins) === true,
      mask: fullControl,
    },
    { title: "Domain Admins", matches: exactly(`${domain}-${domainRids.domainAdmins}`), mask: fullControl },
    {
      title: "BUILTIN\\Administrators",
      matches: exactly(`${builtinDomainSid}-${builtinRids.administrators}`),
      mask: fullControl,
    },
    {
      title: "Enterprise Domain Controllers",
      matches: exactly(wellKnownSids.enterpriseDomainControllers),
      mask: documentedReading,
    },
    { title: "Authenticated Users", matches: exactly(wellKnownSids.authenticatedUsers), mask: documentedReading },
  ];
}

/**
 * Groups that the default descriptors of users and gMSAs name, and that a domain root hands entries to. Who is in them is
 * for the rules about takeover. Source: MS-ADSC, classes user, computer and domainDNS.
 */
function usualTrustees(domain: string, issuers: Issuers): readonly ((sid: string) => boolean)[] {
  const { accountOperators, printOperators, preWindows2000CompatibleAccess } = builtinRids;
  const builtin = [accountOperators, printOperators, preWindows2000CompatibleAccess, 560, 561];
  // Cert Publishers, RAS and IAS Servers, Key Admins.
  const own = [517, 553, 526];
  return [
    (sid) => builtin.some((rid) => sid === `${builtinDomainSid}-${rid}`),
    (sid) => own.some((rid) => sid === `${domain}-${rid}`),
    (sid) => issuers.isAt(sid, { relativeTo: "forest root", rid: 527 }) === true,
  ];
}

/** Entries for these say nothing of other people: the account itself keeps what it has, and its owner is told apart. */
const notOthers: readonly string[] = [
  wellKnownSids.self,
  wellKnownSids.ownerRights,
  wellKnownSids.creatorOwner,
  wellKnownSids.creatorGroup,
];

/** Entries with a condition are among them: the condition may hold. */
function effectiveAllowances(descriptor: SecurityDescriptor): readonly (PlainEntry | ObjectEntry)[] {
  return (descriptor.dacl?.entries ?? []).flatMap((entry) =>
    entry.kind !== "unknown" && entry.kind.startsWith("allow") && (entry.flags & entryFlags.inheritOnly) === 0
      ? [entry]
      : [],
  );
}

function isDocumented(entry: PlainEntry | ObjectEntry, expected: readonly DocumentedTrustee[]): boolean {
  if (notOthers.includes(entry.trustee) || harmless(entry)) return true;
  const granted = mapGenericRights(entry.mask);
  return expected.some(({ matches, mask }) => matches(entry.trustee) && (granted & ~mask) === 0);
}

/** Whether an entry changes nothing of the account. */
function harmless(entry: PlainEntry | ObjectEntry): boolean {
  const beyond = mapGenericRights(entry.mask) & ~reading;
  if (beyond === 0) return true;
  const right = isObjectEntry(entry) ? entry.objectType : undefined;
  return beyond === accessRights.controlAccess && right !== undefined && right !== resetPassword;
}

function heldBy(allowed: readonly (PlainEntry | ObjectEntry)[], matches: (sid: string) => boolean): number {
  return allowed
    .filter((entry) => matches(entry.trustee) && !isObjectEntry(entry))
    .reduce((held, entry) => held | mapGenericRights(entry.mask), 0);
}

/** Groups and the account that may do everything in a domain or in the forest anyway. */
const administrativeRids: readonly number[] = [domainRids.administrator, domainRids.domainAdmins];

/** The same of the forest. */
const forestWideAdministrators = [
  enterpriseAdmins,
  { relativeTo: "forest root", rid: domainRids.schemaAdmins },
] as const;

/** Whether someone may be Enterprise Admins, which cannot be told while the root domain's identifier is hidden. */
function mayBeEnterpriseAdmins({ owner, dacl }: SecurityDescriptor, issuers: Issuers): boolean {
  const trustees = (dacl?.entries ?? []).flatMap((entry) => (entry.kind === "unknown" ? [] : [entry.trustee]));
  return [...trustees, ...(owner === null ? [] : [owner])].some((sid) =>
    forestWideAdministrators.some((place) => issuers.isAt(sid, place) === null),
  );
}

/** The owner may change the permissions whatever they say, unless an entry for OWNER RIGHTS says otherwise. */
async function describeOwner(
  source: DirectorySource,
  descriptor: SecurityDescriptor,
  domain: string,
  issuers: Issuers,
): Promise<LockDown["owner"]> {
  const { owner } = descriptor;
  if (owner === null) return null;
  const administrative =
    owner === wellKnownSids.system ||
    owner === `${builtinDomainSid}-${builtinRids.administrators}` ||
    administrativeRids.some((rid) => owner === `${domain}-${rid}`) ||
    forestWideAdministrators.some((place) => issuers.isAt(owner, place) === true);
  const ownerRights = (descriptor.dacl?.entries ?? []).filter(
    (entry): entry is PlainEntry | ObjectEntry =>
      entry.kind !== "unknown" &&
      entry.trustee === wellKnownSids.ownerRights &&
      (entry.flags & entryFlags.inheritOnly) === 0,
  );
  const restrained =
    ownerRights.length > 0 && ownerRights.every((entry) => !entry.kind.startsWith("allow") || harmless(entry));
  return { name: (await nameOfSid(source, owner)) ?? owner, sid: owner, administrative, restrained };
}
