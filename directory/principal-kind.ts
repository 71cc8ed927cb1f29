import type { PrincipalKind } from "./facts/account.ts";

/** By class, the most specific first; null for a stand-in of something that lives elsewhere. */
const kinds: readonly (readonly [objectClass: string, kind: PrincipalKind | null])[] = [
  ["msDS-GroupManagedServiceAccount", "managed service account"],
  ["msDS-ManagedServiceAccount", "managed service account"],
  ["computer", "computer"],
  ["group", "group"],
  ["user", "user"],
  ["foreignSecurityPrincipal", null],
];

/** What an object of these classes is to people; null for a stand-in of something that lives in another forest. */
export function kindOfClasses(objectClass: readonly string[]): PrincipalKind | null {
  const classes = new Set(objectClass.map((name) => name.toLowerCase()));
  const match = kinds.find(([name]) => classes.has(name.toLowerCase()));
  return match === undefined ? "other" : match[1];
}
