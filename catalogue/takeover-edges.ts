/** What lets one principal take over another object, as far as the directory shows it: the edges that are modelled. */
import type { ControlAccessRightName } from "./control-access-rights.ts";

/** What is protected: an account, a server, a group on the way to one, or a container above one of these. */
export type TakeoverTarget = "user" | "managed service account" | "computer" | "group" | "container";

/** What in a security descriptor gives an edge. */
export type Control =
  | { readonly by: "full control" | "change permissions" | "take ownership" | "write every property" }
  /** What an owner may do without any entry. */
  | { readonly by: "ownership" }
  | { readonly by: "write"; readonly attribute: string }
  /** A validated write, which has the GUID of its attribute. */
  | { readonly by: "add itself"; readonly attribute: string }
  | { readonly by: "use"; readonly right: ControlAccessRightName };

export interface TakeoverEdge {
  /** Between the principal and the object: `CONTOSO\Helpdesk → may reset the password of → CONTOSO\svc-connect`. */
  readonly words: string;
  readonly on: readonly TakeoverTarget[];
  /** Null for what stands in attributes and not in a security descriptor. */
  readonly control: Control | null;
  /** Whether it hands the object over by itself; otherwise it takes a further step that the directory does not show. */
  readonly certain: boolean;
  readonly source: string;
}

const schema = "https://learn.microsoft.com/windows/win32/adschema";
const rights = "https://learn.microsoft.com/openspecs/windows_protocols/ms-adts/990fb975-ab31-4bc1-8b75-5da132cd4584";
const everything: readonly TakeoverTarget[] = ["user", "managed service account", "computer", "group", "container"];
const accounts: readonly TakeoverTarget[] = ["user", "managed service account", "computer"];

/** The strongest first: an entry that gives several is named by its first. */
export const takeoverEdges = {
  "full-control": {
    words: "has full control of",
    on: everything,
    control: { by: "full control" },
    certain: true,
    source: rights,
  },
  ownership: { words: "owns", on: everything, control: { by: "ownership" }, certain: true, source: rights },
  "change-permissions": {
    words: "may change the permissions of",
    on: everything,
    control: { by: "change permissions" },
    certain: true,
    source: rights,
  },
  "take-ownership": {
    words: "may take ownership of",
    on: everything,
    control: { by: "take ownership" },
    certain: true,
    source: rights,
  },
  "reset-password": {
    words: "may reset the password of",
    on: accounts,
    control: { by: "use", right: "User-Force-Change-Password" },
    certain: true,
    source: `${schema}/r-user-force-change-password`,
  },
} as const satisfies Record<string, TakeoverEdge>;

export type TakeoverEdgeId = keyof typeof takeoverEdges;
