import { closest, distance } from "fastest-levenshtein";
import { isSameName, isWithin } from "../../catalogue/distinguished-name.ts";
import { AccountIndex, accountsOf, fixedSid, usersOf } from "./account-index.ts";
import { builtInGroups, builtInUsers } from "./built-in-accounts.ts";
import type { AttributeValue, ComputerDescription, EntryDescription, ForestDescription } from "./description.ts";
import { domainDn, unitPaths } from "./distinguished-names.ts";

/** A description that cannot be made into a forest. */
export class ForestDescriptionError extends Error {
  override readonly name = "ForestDescriptionError";
  /** One sentence each. */
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(["The description of the forest cannot be used:", ...problems.map((problem) => `- ${problem}`)].join("\n"));
    this.problems = problems;
  }
}

/** Everything that is wrong with a description, one sentence each; empty when it can be used. */
export function descriptionProblems(description: ForestDescription): readonly string[] {
  const index = new AccountIndex(description);
  return [
    ...domainProblems(description),
    ...unitProblems(description),
    ...nameProblems(description),
    ...memberProblems(description, index),
    ...retrieverProblems(description, index),
    ...(description.entries ?? []).flatMap((entry) => entryProblems(entry, description, index)),
    ...(description.inheritanceOff ?? []).flatMap((place) =>
      placeProblems("Inheritance is off on", place, description, index),
    ),
    ...attributeProblems(description, index),
  ];
}

function domainProblems({ domain }: ForestDescription): string[] {
  const problems: string[] = [];
  if (!/^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/.test(domain.dnsName)) {
    problems.push(`domain.dnsName must be a lower-case DNS name, got "${domain.dnsName}".`);
  }
  if (!/^[A-Z0-9][A-Z0-9.-]{0,14}$/.test(domain.netBiosName)) {
    problems.push(
      `domain.netBiosName must be 1 to 15 upper-case letters, digits, hyphens or periods, got "${domain.netBiosName}".`,
    );
  }
  if (domain.netBiosName === domain.dnsName.toUpperCase()) {
    problems.push(
      `domain.netBiosName must differ from domain.dnsName, which Samba needs, got "${domain.netBiosName}".`,
    );
  }
  if (domain.sid !== undefined && !isDomainSid(domain.sid)) {
    problems.push(`domain.sid must be S-1-5-21- and three numbers below 4294967296, got "${domain.sid}".`);
  }
  const host = domain.domainController;
  if (host !== undefined && !/^[a-z0-9]([a-z0-9-]{0,13}[a-z0-9])?$/.test(host)) {
    problems.push(`domain.domainController must be a lower-case host name of at most 15 characters, got "${host}".`);
  }
  return problems;
}

function isDomainSid(sid: string): boolean {
  const parts = /^S-1-5-21-(\d+)-(\d+)-(\d+)$/.exec(sid)?.slice(1);
  return parts?.every((part) => Number(part) < 2 ** 32) ?? false;
}

function unitProblems(description: ForestDescription): string[] {
  const paths = description.organizationalUnits ?? [];
  const known = unitPaths(paths);
  const malformed = paths
    .filter((path) => path.split("/").some((name) => name.trim() !== name || name === ""))
    .map((path) => `Organizational unit "${path}" must be names with single slashes between, such as "Tier 0/Sync".`);
  const repeated = repeats(paths).map((path) => `Organizational unit "${path}" is described twice.`);
  const unknown = placedAccounts(description)
    .filter(({ ou }) => ou !== undefined && !known.some((path) => path.toLowerCase() === ou.toLowerCase()))
    .map(
      ({ name, ou }) =>
        `"${name}" is in organizational unit "${ou}", which is not described${suggestion(ou ?? "", known)}`,
    );
  return [...malformed, ...repeated, ...unknown];
}

/** What accounts of every kind have. */
type PlacedAccount = ComputerDescription;

function placedAccounts(description: ForestDescription): readonly PlacedAccount[] {
  return [
    ...usersOf(description),
    ...(description.computers ?? []),
    ...(description.groups ?? []),
    ...(description.groupManagedServiceAccounts ?? []),
    ...(description.standaloneManagedServiceAccounts ?? []),
  ];
}

/** Characters that no sAMAccountName may have: https://learn.microsoft.com/windows/win32/adschema/a-samaccountname */
const forbiddenCharacters = /["/\\[\]:;|=,+*?<>]/;

function nameProblems(description: ForestDescription): string[] {
  const accounts = accountsOf(description);
  const malformed = accounts.flatMap(({ samAccountName, kind }) => {
    // The "$" of a computer counts; only for groups is there no limit of old clients.
    const longest = kind === "user" ? 20 : kind === "group" ? 256 : 16;
    if (samAccountName.length <= longest && !forbiddenCharacters.test(samAccountName)) {
      return [];
    }
    return `The name of ${kind} "${samAccountName}" must have at most ${longest} characters and none of "/\\[]:;|=,+*?<>.`;
  });
  const repeatedNames = repeats([...builtInGroups, ...builtInUsers, ...accounts.map((each) => each.samAccountName)]);
  const repeatedDns = repeats(accounts.map(({ distinguishedName }) => distinguishedName ?? ""));
  return [
    ...malformed,
    ...repeatedNames.map((name) => `The name "${name}" is used by two accounts.`),
    ...repeatedDns
      .filter(
        (dn) =>
          !accounts.some(
            (each) => isSameName(each.distinguishedName ?? "", dn) && repeatedNames.includes(each.samAccountName),
          ),
      )
      .map((dn) => `Two accounts would be ${dn}: give one another name, displayName or ou.`),
  ];
}

function memberProblems(description: ForestDescription, index: AccountIndex): string[] {
  const members = (description.groups ?? []).flatMap((group) =>
    (group.members ?? [])
      .filter((member) => index.find(member) === undefined)
      .map((member) => `Group "${group.name}" has an unknown member "${member}"${suggestion(member, index.names)}`),
  );
  const memberships = placedAccounts(description).flatMap(({ name, memberOf = [] }) =>
    memberOf.flatMap((group) => {
      const found = index.find(group);
      if (found === undefined) {
        return `"${name}" is a member of unknown group "${group}"${suggestion(group, index.names)}`;
      }
      return found.kind === "group" ? [] : `"${name}" cannot be a member of "${group}", which is a ${found.kind}.`;
    }),
  );
  return [...members, ...memberships];
}

function retrieverProblems(description: ForestDescription, index: AccountIndex): string[] {
  return (description.groupManagedServiceAccounts ?? []).flatMap((account) =>
    account.retrievers
      .filter((retriever) => !isTrustee(retriever, index))
      .map(
        (retriever) => `"${account.name}" has an unknown retriever "${retriever}"${suggestion(retriever, index.names)}`,
      ),
  );
}

function entryProblems(entry: EntryDescription, description: ForestDescription, index: AccountIndex): string[] {
  const trustees = "sddl" in entry ? placeholders(entry.sddl) : [entry.to];
  const problems = trustees
    .filter((trustee) => !isTrustee(trustee, index))
    .map(
      (trustee) => `An entry on "${entry.on}" is for unknown account "${trustee}"${suggestion(trustee, index.names)}`,
    );
  if ("sddl" in entry && !/^(\([^()]*\))+$/.test(entry.sddl)) {
    problems.push(`An entry on "${entry.on}" must be SDDL such as (A;;RP;;;S-1-1-0), got "${entry.sddl}".`);
  }
  return [...problems, ...placeProblems("An entry is on", entry.on, description, index)];
}

function placeProblems(what: string, place: string, description: ForestDescription, index: AccountIndex): string[] {
  if (isPlace(place, description, index)) return [];
  const places = ["domain root", ...unitPaths(description.organizationalUnits ?? []), ...index.names];
  return [
    `${what} "${place}", which is neither "domain root", a described organizational unit, an account ` +
      `nor a distinguished name in ${domainDn(description.domain.dnsName)}${suggestion(place, places)}`,
  ];
}

function isPlace(place: string, description: ForestDescription, index: AccountIndex): boolean {
  const key = place.toLowerCase();
  return (
    key === "domain root" ||
    isWithin(place, domainDn(description.domain.dnsName)) ||
    unitPaths(description.organizationalUnits ?? []).some((path) => path.toLowerCase() === key) ||
    index.find(place) !== undefined
  );
}

function attributeProblems(description: ForestDescription, index: AccountIndex): string[] {
  return placedAccounts(description).flatMap(({ name, attributes = {} }) =>
    Object.entries(attributes).flatMap(([attribute, value]) =>
      attributePlaceholders(value)
        .filter((account) => !isTrustee(account, index))
        .map(
          (account) =>
            `Attribute ${attribute} of "${name}" names unknown account "${account}"${suggestion(account, index.names)}`,
        ),
    ),
  );
}

function attributePlaceholders(value: AttributeValue): readonly string[] {
  const texts = typeof value === "string" ? [value] : "sddl" in value ? [value.sddl] : value;
  return texts.flatMap(placeholders);
}

function placeholders(text: string): string[] {
  return [...text.matchAll(/\{SID of ([^}]+)\}/g)].map(([, name = ""]) => name);
}

function isTrustee(name: string, index: AccountIndex): boolean {
  return fixedSid(name) !== undefined || index.find(name) !== undefined;
}

/** Each value that stands more than once, regardless of case. */
function repeats(values: readonly string[]): readonly string[] {
  const keys = values.map((value) => value.toLowerCase());
  return [...new Set(values.filter((_, position) => keys.indexOf(keys[position] ?? "") < position))];
}

/** The end of a sentence about a value that is not known. */
function suggestion(value: string, known: readonly string[]): string {
  if (known.length === 0) {
    return ".";
  }
  const nearest = closest(value, known);
  return distance(value, nearest) <= Math.max(2, value.length / 4) ? `; did you mean "${nearest}"?` : ".";
}
