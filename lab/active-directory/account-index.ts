import { builtInGroups, builtInUsers, wellKnownIdentities } from "./built-in-accounts.ts";
import type { ForestDescription } from "./description.ts";
import { type AccountKind, accountDn } from "./distinguished-names.ts";

/** An account of the description, or one that every domain has. */
export interface IndexedAccount {
  readonly samAccountName: string;
  readonly kind: AccountKind;
  /** Null for an account that every domain has. */
  readonly distinguishedName: string | null;
}

/** The account that observes, when the description names none. */
const defaultReader = { name: "svc-reader" } as const;

/** Every user of a description, its reader included. */
export function usersOf(description: ForestDescription) {
  return [description.reader ?? defaultReader, ...(description.users ?? [])];
}

/** Every account of a description, in the order in which they are made. */
export function accountsOf(description: ForestDescription): readonly IndexedAccount[] {
  const indexed = (
    kind: AccountKind,
    suffix: "" | "$",
    account: { name: string; ou?: string; displayName?: string },
  ) => ({
    samAccountName: account.name + suffix,
    kind,
    distinguishedName: accountDn(description.domain.dnsName, kind, account),
  });
  return [
    ...usersOf(description).map((user) => indexed("user", "", user)),
    ...(description.computers ?? []).map((computer) => indexed("computer", "$", computer)),
    ...(description.groups ?? []).map((group) => indexed("group", "", group)),
    ...(description.groupManagedServiceAccounts ?? []).map((account) =>
      indexed("group managed service account", "$", account),
    ),
    ...(description.standaloneManagedServiceAccounts ?? []).map((account) =>
      indexed("standalone managed service account", "$", account),
    ),
  ];
}

/** Finds accounts by the names that a description uses for them. */
export class AccountIndex {
  readonly #accounts: ReadonlyMap<string, IndexedAccount>;

  constructor(description: ForestDescription) {
    const builtIn = (kind: AccountKind) => (name: string) => ({ samAccountName: name, kind, distinguishedName: null });
    const accounts = [
      ...builtInGroups.map(builtIn("group")),
      ...builtInUsers.map(builtIn("user")),
      ...accountsOf(description),
    ];
    this.#accounts = new Map(accounts.map((account) => [account.samAccountName.toLowerCase(), account]));
  }

  find(name: string): IndexedAccount | undefined {
    const key = name.toLowerCase();
    return this.#accounts.get(key) ?? this.#accounts.get(`${key}$`);
  }

  /** All names that can be found, for suggestions. */
  get names(): readonly string[] {
    return [...[...this.#accounts.values()].map(({ samAccountName }) => samAccountName), ...wellKnownNames];
  }
}

const wellKnownNames = Object.keys(wellKnownIdentities);
const wellKnownByKey = new Map(Object.entries(wellKnownIdentities).map(([name, sid]) => [name.toLowerCase(), sid]));

/** The security identifier of a name that needs no lookup: a well-known identity, or an identifier itself. */
export function fixedSid(name: string): string | undefined {
  return /^S-1(-\d+)+$/i.test(name) ? name.toUpperCase() : wellKnownByKey.get(name.toLowerCase());
}
