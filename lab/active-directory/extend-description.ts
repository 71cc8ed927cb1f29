import type { ForestChange, ForestDescription } from "./description.ts";

/** The description with more of everything; new members are added to the groups it describes. */
export function extendDescription(
  description: ForestDescription,
  added: NonNullable<ForestChange["add"]>,
): ForestDescription {
  const both = <Each>(present: readonly Each[] | undefined, more: readonly Each[] | undefined) => [
    ...(present ?? []),
    ...(more ?? []),
  ];
  return {
    domain: description.domain,
    ...(description.reader === undefined ? {} : { reader: description.reader }),
    organizationalUnits: both(description.organizationalUnits, added.organizationalUnits),
    users: both(description.users, added.users),
    groups: both(description.groups, added.groups),
    computers: both(description.computers, added.computers),
    groupManagedServiceAccounts: both(description.groupManagedServiceAccounts, added.groupManagedServiceAccounts),
    standaloneManagedServiceAccounts: both(
      description.standaloneManagedServiceAccounts,
      added.standaloneManagedServiceAccounts,
    ),
    entries: both(description.entries, added.entries),
    inheritanceOff: both(description.inheritanceOff, added.inheritanceOff),
  };
}
