/** What can keep an account from signing in, besides being disabled. */
import { type Fact, observed } from "../../catalogue/fact.ts";
import { DamagedValueError } from "../damaged-value.ts";
import type { Entry } from "../entries.ts";
import { bytesOf, integerOf, soundTextOf, soundTextsOf, textsOf } from "../entry-values.ts";
import { always, factOf, listFacts, mapFact } from "../fact-of.ts";
import type { AssignedAuthenticationPolicy, LogonFacts, PasswordExpiry } from "../facts/logon.ts";
import type { LogonToken } from "../logon-token.ts";
import { byText } from "../order.ts";
import { domainRids } from "../security/well-known-sids.ts";
import type { DirectoryObject, DirectorySource } from "../source.ts";
import { type OptionalAttribute, Visibility } from "../visibility.ts";
import { timeIn } from "../windows-time.ts";
import { membershipsIn } from "./memberships.ts";

/** Bits of userAccountControl and of msDS-User-Account-Control-Computed. Source: MS-ADTS 2.2.16. */
const accountControl = { lockedOut: 0x10, smartCardRequired: 0x4_0000 } as const;

const attributes = [
  "accountExpires",
  "logonHours",
  "msDS-AssignedAuthNPolicy",
  "msDS-AssignedAuthNPolicySilo",
  "msDS-User-Account-Control-Computed",
  "msDS-UserPasswordExpiryTimeComputed",
  "userAccountControl",
  "userWorkstations",
];

export async function observeLogon(
  source: DirectorySource,
  { distinguishedName }: DirectoryObject,
  token: Fact<LogonToken>,
): Promise<LogonFacts> {
  const { reader } = await source.evidence();
  const read = await factOf(() => source.entries({ base: distinguishedName, scope: "base", attributes }));
  const entry = mapFact(read, ([found]) => always(found ?? null, "anything", distinguishedName, reader));
  const present = <T>(attribute: string, value: (entry: Entry) => T | null): Fact<T> =>
    mapFact(entry, (found) => always(value(found), attribute, distinguishedName, reader));
  const visibility = Visibility.of(source);
  /** Of an attribute that may have no value. */
  const optional = async <T>(attribute: OptionalAttribute, value: (entry: Entry) => T): Promise<Fact<T>> => {
    if (!("observed" in entry)) return entry;
    const found = entry.observed;
    if (textsOf(found, attribute).length > 0) return mapFact(entry, () => observed(value(found)));
    return mapFact(await visibility.absent(distinguishedName, attribute), () => observed(value(found)));
  };
  const policies = await Promise.all(
    policyAttributes.map(async ({ attribute, kind, enforcement }) =>
      readPolicies(source, await optional(attribute, (found) => soundTextsOf(found, attribute)), { kind, enforcement }),
    ),
  );
  return {
    expires: mapFact(
      present("accountExpires", (found) => soundTextOf(found, "accountExpires")),
      (stored) => observed(timeIn(stored, "accountExpires", distinguishedName)),
    ),
    password: mapFact(
      present(passwordExpiryAttribute, (found) => soundTextOf(found, passwordExpiryAttribute)),
      (stored) => observed(passwordExpiry(stored, distinguishedName)),
    ),
    lockedOut: mapFact(
      present("msDS-User-Account-Control-Computed", (found) => integerOf(found, "msDS-User-Account-Control-Computed")),
      (flags) => observed((flags & accountControl.lockedOut) !== 0),
    ),
    smartCardRequired: mapFact(
      present("userAccountControl", (found) => integerOf(found, "userAccountControl")),
      (flags) => observed((flags & accountControl.smartCardRequired) !== 0),
    ),
    workstations: await optional("userWorkstations", workstations),
    deniedHours: await optional("logonHours", deniedHours),
    protectedUsers: mapFact(token, (held) =>
      membershipsIn(held, [{ relativeTo: "domain", rid: domainRids.protectedUsers }], "any domain"),
    ),
    authenticationPolicies: mapFact(listFacts(policies), (lists) => observed(lists.flat())),
  };
}

const passwordExpiryAttribute = "msDS-UserPasswordExpiryTimeComputed";

/** Zero stands for a password that must be changed first. Source: MS-ADTS 3.1.1.4.5.29. */
function passwordExpiry(stored: string, owner: string): PasswordExpiry {
  if (stored === "0") return { state: "must be changed" };
  const on = timeIn(stored, passwordExpiryAttribute, owner);
  return on === null ? { state: "never expires" } : { state: "expires", on };
}

/** One text with commas. Source: MS-ADA3 2.350. */
function workstations(entry: Entry): readonly string[] | null {
  const text = soundTextOf(entry, "userWorkstations");
  if (text === null) return null;
  const names = text.split(",").map((name) => name.trim());
  return [...new Set(names.filter((name) => name !== ""))].toSorted(byText((name) => name));
}

const bytesOfWeek = 21;

/** One bit for each hour of the week; all of them where there is no value. Source: MS-ADA1 2.380, MS-SAMR 2.2.6.5. */
function deniedHours(entry: Entry): number {
  const bytes = bytesOf(entry, "logonHours");
  if (bytes !== null && bytes.length !== bytesOfWeek)
    throw new DamagedValueError("logonHours", entry.distinguishedName, `it takes ${bytesOfWeek} bytes`);
  const bits = Array.from(bytes ?? [], (byte) => [0, 1, 2, 3, 4, 5, 6, 7].filter((bit) => ((byte >> bit) & 1) === 0));
  return bits.flat().length;
}

/** Source: MS-ADTS 3.1.1.6.3; without a value, a policy is audited only. */
const policyAttributes = [
  { attribute: "msDS-AssignedAuthNPolicySilo", kind: "silo", enforcement: "msDS-AuthNPolicySiloEnforced" },
  { attribute: "msDS-AssignedAuthNPolicy", kind: "policy", enforcement: "msDS-AuthNPolicyEnforced" },
] as const;

async function readPolicies(
  source: DirectorySource,
  assigned: Fact<readonly string[]>,
  { kind, enforcement }: { readonly kind: "silo" | "policy"; readonly enforcement: OptionalAttribute },
): Promise<Fact<readonly AssignedAuthenticationPolicy[]>> {
  if (!("observed" in assigned)) return assigned;
  const names = assigned.observed.toSorted(byText((name) => name));
  return observed(
    await Promise.all(
      names.map(async (distinguishedName) => {
        const query = { base: distinguishedName, scope: "base", attributes: [enforcement] } as const;
        const found = await factOf(() => source.entries(query));
        const stored = mapFact(found, ([entry]) => observed(entry === undefined ? null : truthOf(entry, enforcement)));
        const value =
          "observed" in stored
            ? await Visibility.of(source).optional(distinguishedName, enforcement, stored.observed)
            : stored;
        return {
          kind,
          distinguishedName,
          enforced: mapFact(value, (truth) => observed(truth === true)),
        };
      }),
    ),
  );
}

/** The syntax Boolean. Source: RFC 4517, 3.3.3. */
function truthOf(entry: Entry, attribute: string): boolean | null {
  const text = soundTextOf(entry, attribute);
  if (text === null || text === "TRUE" || text === "FALSE") return text === null ? null : text === "TRUE";
  throw new DamagedValueError(attribute, entry.distinguishedName, "it is neither TRUE nor FALSE");
}
