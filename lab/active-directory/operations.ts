import { randomBytes } from "node:crypto";
import { AccountIndex, fixedSid, usersOf } from "./account-index.ts";
import {
  type AttributeValue,
  type ComputerDescription,
  type DomainDescription,
  type EntryDescription,
  encryptionTypeBits,
  type ForestChange,
  type ForestDescription,
  type GroupDescription,
  type GroupManagedServiceAccountDescription,
  type ManagedServiceAccountDescription,
  type UserDescription,
} from "./description.ts";
import { accountDn, domainDn, unitDn, unitPaths } from "./distinguished-names.ts";
import { entrySddl } from "./permission.ts";

/** What apply.py does to a domain's database; its documentation says what each property means. */
export interface Operation {
  readonly target: { readonly dn: string } | { readonly account: string };
  readonly add?: Readonly<Record<string, AttributeValue>>;
  readonly replace?: Readonly<Record<string, AttributeValue | null>>;
  readonly password?: string;
  readonly addMembers?: readonly string[];
  readonly removeMembers?: readonly string[];
  readonly addEntries?: string;
  readonly removeEntries?: string;
  readonly inheritance?: "off";
}

/** Bits of userAccountControl: https://learn.microsoft.com/windows/win32/adschema/a-useraccountcontrol */
const accountControl = { disabled: 0x2, normal: 0x200, workstation: 0x1000 } as const;

/** Values of groupType with the bit of a security group: https://learn.microsoft.com/windows/win32/adschema/a-grouptype */
const groupTypes = { global: "-2147483646", universal: "-2147483640", "domain local": "-2147483644" } as const;

/** What makes a forest out of an empty domain. */
export function forestOperations(description: ForestDescription, passwords: ReadonlyMap<string, string>): Operation[] {
  return [
    ...additions(description, { ...description, users: usersOf(description) }, passwords),
    ...new Context(description).domain(description.domain),
  ];
}

/** What makes a running forest into `after`, which is the description with the change's additions. */
export function changeOperations(
  change: ForestChange,
  after: ForestDescription,
  passwords: ReadonlyMap<string, string>,
): Operation[] {
  const context = new Context(after);
  return [
    ...(change.remove?.entries ?? []).map((entry) => context.entry(entry, "removeEntries")),
    ...(change.remove?.members ?? []).map(({ group, members }) => ({
      target: { account: context.samAccountName(group) },
      removeMembers: members.map((member) => context.samAccountName(member)),
    })),
    ...additions(after, change.add ?? {}, passwords),
    ...(change.add?.members ?? []).map(({ group, members }) => context.membership(group, members)),
    ...(change.retrievers ?? []).map(({ of, retrievers }) => ({
      target: { account: context.samAccountName(of) },
      replace: { "msDS-GroupMSAMembership": { sddl: context.retrieverSddl(retrievers) } },
    })),
    ...(change.attributes ?? []).map(({ of, replace }) => ({
      target: { account: context.samAccountName(of) },
      replace: mapValues(replace, (value) => (value === null ? null : context.attributeValue(value))),
    })),
  ];
}

/** A fresh password for every user that has none, by lower-case name. */
export function passwordsFor(users: readonly UserDescription[]): ReadonlyMap<string, string> {
  return new Map(users.map(({ name, password }) => [name.toLowerCase(), password ?? randomPassword()]));
}

/** With every kind of character that the default password policy counts. */
export function randomPassword(): string {
  return `${randomBytes(18).toString("base64url")}aA1!`;
}

function additions(
  whole: ForestDescription,
  added: Omit<ForestDescription, "domain">,
  passwords: ReadonlyMap<string, string>,
): Operation[] {
  const context = new Context(whole);
  const before = new Set(unitPaths(difference(whole.organizationalUnits, added.organizationalUnits)));
  const members = [
    ...(added.users ?? []),
    ...(added.computers ?? []),
    ...(added.groups ?? []),
    ...(added.groupManagedServiceAccounts ?? []),
    ...(added.standaloneManagedServiceAccounts ?? []),
  ];
  return [
    ...unitPaths(added.organizationalUnits ?? [])
      .filter((path) => !before.has(path))
      .map((path) => context.unit(path)),
    ...(added.users ?? []).map((user) => context.user(user, passwords.get(user.name.toLowerCase()) ?? "")),
    ...(added.computers ?? []).map((computer) => context.computer(computer)),
    ...(added.groups ?? []).map((group) => context.group(group)),
    ...(added.groupManagedServiceAccounts ?? []).map((account) => context.groupManagedServiceAccount(account)),
    ...(added.standaloneManagedServiceAccounts ?? []).map((account) =>
      context.standaloneManagedServiceAccount(account),
    ),
    ...(added.groups ?? [])
      .filter(({ members = [] }) => members.length > 0)
      .map(({ name, members = [] }) => context.membership(name, members)),
    ...members.flatMap(({ name, memberOf = [] }) => memberOf.map((group) => context.membership(group, [name]))),
    ...(added.inheritanceOff ?? []).map((place) => context.inheritanceOff(place)),
    ...(added.entries ?? []).map((entry) => context.entry(entry, "addEntries")),
  ];
}

/** Turns the names of one forest into what its database understands. */
class Context {
  readonly #dnsName: string;
  readonly #units: readonly string[];
  readonly #index: AccountIndex;

  constructor(description: ForestDescription) {
    this.#dnsName = description.domain.dnsName;
    this.#units = unitPaths(description.organizationalUnits ?? []);
    this.#index = new AccountIndex(description);
  }

  domain({ attributes }: DomainDescription): Operation[] {
    if (attributes === undefined) return [];
    const replace = mapValues(attributes, (value) => (value === null ? null : this.attributeValue(value)));
    return [{ target: { dn: domainDn(this.#dnsName) }, replace }];
  }

  unit(path: string): Operation {
    return { target: { dn: unitDn(this.#dnsName, path) }, add: { objectClass: "organizationalUnit" } };
  }

  user(user: UserDescription, password: string): Operation {
    const control = accountControl.normal | (user.enabled === false ? accountControl.disabled : 0);
    return {
      target: { dn: accountDn(this.#dnsName, "user", user) },
      add: {
        objectClass: "user",
        sAMAccountName: user.name,
        userPrincipalName: user.userPrincipalName ?? `${user.name}@${this.#dnsName}`,
        ...(user.displayName === undefined ? {} : { displayName: user.displayName }),
        // Enabled below, once there is a password that satisfies the policy.
        userAccountControl: String(accountControl.normal | accountControl.disabled),
        ...this.#attributes(user),
      },
      password,
      replace: { userAccountControl: String(control) },
    };
  }

  computer(computer: ComputerDescription): Operation {
    const control = accountControl.workstation | (computer.enabled === false ? accountControl.disabled : 0);
    return {
      target: { dn: accountDn(this.#dnsName, "computer", computer) },
      add: {
        objectClass: "computer",
        sAMAccountName: `${computer.name}$`,
        dNSHostName: this.#hostName(computer.name),
        userAccountControl: String(control),
        ...this.#attributes(computer),
      },
    };
  }

  group(group: GroupDescription): Operation {
    return {
      target: { dn: accountDn(this.#dnsName, "group", group) },
      add: {
        objectClass: "group",
        sAMAccountName: group.name,
        groupType: groupTypes[group.scope ?? "global"],
        ...this.#attributes(group),
      },
    };
  }

  groupManagedServiceAccount(account: GroupManagedServiceAccountDescription): Operation {
    return {
      target: { dn: accountDn(this.#dnsName, "group managed service account", account) },
      add: {
        objectClass: "msDS-GroupManagedServiceAccount",
        sAMAccountName: `${account.name}$`,
        dNSHostName: this.#hostName(account.name),
        // The DC makes such an account disabled when this is not said; New-ADServiceAccount makes it enabled.
        userAccountControl: String(accountControl.workstation),
        "msDS-ManagedPasswordInterval": String(account.passwordInterval ?? 30),
        "msDS-GroupMSAMembership": { sddl: this.retrieverSddl(account.retrievers) },
        ...encryptionTypes(account),
        ...this.#attributes(account),
      },
    };
  }

  standaloneManagedServiceAccount(account: ManagedServiceAccountDescription): Operation {
    return {
      target: { dn: accountDn(this.#dnsName, "standalone managed service account", account) },
      add: {
        objectClass: "msDS-ManagedServiceAccount",
        sAMAccountName: `${account.name}$`,
        dNSHostName: this.#hostName(account.name),
        userAccountControl: String(accountControl.workstation),
        ...encryptionTypes(account),
        ...this.#attributes(account),
      },
    };
  }

  membership(group: string, members: readonly string[]): Operation {
    return {
      target: { account: this.samAccountName(group) },
      addMembers: members.map((member) => this.samAccountName(member)),
    };
  }

  entry(entry: EntryDescription, action: "addEntries" | "removeEntries"): Operation {
    return { target: this.#place(entry.on), [action]: this.#entrySddl(entry) };
  }

  /** The descriptor that New-ADServiceAccount writes: owned by Administrators, full control for each retriever. */
  retrieverSddl(retrievers: readonly string[]): string {
    const entries = retrievers.map((name) => `(A;;CCDCLCSWRPWPDTLOCRSDRCWDWO;;;${this.#trustee(name)})`);
    return `O:BAD:${entries.join("")}`;
  }

  attributeValue(value: AttributeValue): AttributeValue {
    if (typeof value === "string") {
      return this.#resolvePlaceholders(value);
    }
    return "sddl" in value
      ? { sddl: this.#resolvePlaceholders(value.sddl) }
      : value.map((text) => this.#resolvePlaceholders(text));
  }

  /** The name as the database has it; one that is unknown here may have been made by other means. */
  samAccountName(name: string): string {
    return this.#index.find(name)?.samAccountName ?? name;
  }

  inheritanceOff(place: string): Operation {
    return { target: this.#place(place), inheritance: "off" };
  }

  #place(place: string): Operation["target"] {
    const key = place.toLowerCase();
    const unit = this.#units.find((path) => path.toLowerCase() === key);
    if (key === "domain root") {
      return { dn: domainDn(this.#dnsName) };
    }
    if (unit !== undefined) {
      return { dn: unitDn(this.#dnsName, unit) };
    }
    return this.#index.find(place) === undefined ? { dn: place } : { account: this.samAccountName(place) };
  }

  #entrySddl(entry: EntryDescription): string {
    if ("sddl" in entry) {
      return this.#resolvePlaceholders(entry.sddl);
    }
    const trustee = this.#trustee(entry.to);
    return "grant" in entry ? entrySddl("grant", entry.grant, trustee) : entrySddl("deny", entry.deny, trustee);
  }

  #trustee(name: string): string {
    return fixedSid(name) ?? `{SID of ${this.samAccountName(name)}}`;
  }

  #resolvePlaceholders(text: string): string {
    return text.replaceAll(/\{SID of ([^}]+)\}/g, (_, name: string) => this.#trustee(name));
  }

  #attributes({ attributes = {} }: { readonly attributes?: Readonly<Record<string, AttributeValue>> }) {
    return mapValues(attributes, (value) => this.attributeValue(value));
  }

  #hostName(name: string): string {
    return `${name.toLowerCase()}.${this.#dnsName}`;
  }
}

function encryptionTypes({
  encryptionTypes: types = ["AES128", "AES256"],
}: ManagedServiceAccountDescription): Record<string, string> {
  if (types === null) {
    return {};
  }
  const bits = typeof types === "number" ? types : types.reduce((sum, type) => sum | encryptionTypeBits[type], 0);
  return { "msDS-SupportedEncryptionTypes": String(bits) };
}

function difference(all: readonly string[] = [], without: readonly string[] = []): readonly string[] {
  return all.filter((value) => !without.includes(value));
}

function mapValues<From, To>(record: Readonly<Record<string, From>>, map: (value: From) => To): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value)]));
}
