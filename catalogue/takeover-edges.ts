/** What lets one principal take over another object, as far as the directory shows it: the edges that are modelled. */

import type { ControlAccessRightName } from "./control-access-rights.ts";
import { schemaPages } from "./pages.ts";

/** What is protected: an account, a server, a group on the way to one, or a container above one of these. */
export type TakeoverTarget =
  | "user"
  | "managed service account"
  | "computer"
  | "group"
  | "container"
  /** A container whose group policies apply to the computers below it. */
  | "container of policies";

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

const protocol = "https://learn.microsoft.com/openspecs/windows_protocols";
const rights = `${protocol}/ms-adts/990fb975-ab31-4bc1-8b75-5da132cd4584`;
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
    source: `${schemaPages}/r-user-force-change-password`,
  },
  "write-everything": {
    words: "may write every property of",
    on: ["user", "managed service account", "computer", "group"],
    control: { by: "write every property" },
    certain: true,
    source: rights,
  },
  "choose-retrievers": {
    words: "may choose who retrieves the password of",
    on: ["managed service account"],
    control: { by: "write", attribute: "msDS-GroupMSAMembership" },
    certain: true,
    source: `${schemaPages}/a-msds-groupmsamembership`,
  },
  "add-sign-in-key": {
    words: "may add a sign-in key to",
    on: accounts,
    control: { by: "write", attribute: "msDS-KeyCredentialLink" },
    certain: true,
    source: `${protocol}/ms-ada2/45916e5b-d66f-444e-b1e5-5b0666ed4d66`,
  },
  "choose-impersonators": {
    words: "may choose who impersonates users on",
    on: ["computer"],
    control: { by: "write", attribute: "msDS-AllowedToActOnBehalfOfOtherIdentity" },
    certain: true,
    source: `${schemaPages}/a-msds-allowedtoactonbehalfofotheridentity`,
  },
  "change-members": {
    words: "may change the members of",
    on: ["group"],
    control: { by: "write", attribute: "member" },
    certain: true,
    source: `${schemaPages}/a-member`,
  },
  "add-itself": {
    words: "may add itself to",
    on: ["group"],
    control: { by: "add itself", attribute: "member" },
    certain: true,
    source: `${schemaPages}/r-self-membership`,
  },
  impersonation: {
    words: "may impersonate users on",
    on: ["computer"],
    control: null,
    certain: true,
    source: `${schemaPages}/a-msds-allowedtoactonbehalfofotheridentity`,
  },
  "retrieve-password": {
    words: "may retrieve the password of",
    on: ["managed service account"],
    control: null,
    certain: true,
    source: `${schemaPages}/a-msds-groupmsamembership`,
  },
  retrieval: {
    words: "may retrieve the password as a member of",
    on: ["group"],
    control: null,
    certain: true,
    source: `${schemaPages}/a-msds-groupmsamembership`,
  },
  membership: {
    words: "is a member of",
    on: ["group"],
    control: null,
    certain: false,
    source: `${schemaPages}/a-member`,
  },
  "link-policies": {
    words: "may link group policies to",
    on: ["container of policies"],
    control: { by: "write", attribute: "gPLink" },
    certain: false,
    source: `${schemaPages}/a-gplink`,
  },
  "limited-impersonation": {
    words: "may forward the sign-ins of its users to",
    on: ["computer"],
    control: null,
    certain: false,
    source: `${schemaPages}/a-msds-allowedtodelegateto`,
  },
  "unconstrained-delegation": {
    words: "is trusted for unconstrained delegation, and may receive a Kerberos ticket of",
    on: ["computer"],
    control: null,
    certain: false,
    source: `${schemaPages}/a-useraccountcontrol`,
  },
  "joined-the-domain": {
    words: "may repeat its own domain join of",
    on: ["computer"],
    control: null,
    certain: false,
    source: `${schemaPages}/a-ms-ds-creatorsid`,
  },
  "switch-off-preauthentication": {
    words: "may turn off the pre-authentication of",
    on: ["user"],
    control: { by: "write", attribute: "userAccountControl" },
    certain: false,
    source: `${schemaPages}/a-useraccountcontrol`,
  },
  "name-a-service": {
    words: "may add a service principal name to",
    on: ["user"],
    control: { by: "write", attribute: "servicePrincipalName" },
    certain: false,
    source: `${schemaPages}/a-serviceprincipalname`,
  },
} as const satisfies Record<string, TakeoverEdge>;

export type TakeoverEdgeId = keyof typeof takeoverEdges;
