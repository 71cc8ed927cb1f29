import type { LdapEntry } from "./entry.ts";
import type { Search } from "./paging.ts";

/** One question about the object `base`, or what lies below it; empty when there is no such object. */
export type SearchBase = (base: string, search: Search) => Promise<readonly LdapEntry[]>;

/** One question, asked in every domain that can be searched. */
export type SearchDomains = (search: Search) => Promise<readonly LdapEntry[]>;
