/** The part of a Windows schema that takeover is about: attributes with their identifiers and property sets. */
import type { Entry } from "../../directory/entries.ts";
import { encodeGuid } from "../../directory/security/guid.ts";
import { domainName } from "./memory-forest.ts";

const base64 = (value: Uint8Array) => Buffer.from(value).toString("base64");

export const guids = {
  member: "bf9679c0-0de6-11d0-a285-00aa003049e2",
  gPLink: "f30e3bbe-9ff0-11d1-b603-0000f80367c1",
  servicePrincipalName: "f3a64788-5306-11d1-a9c5-0000f80367c1",
  userAccountControl: "bf967a68-0de6-11d0-a285-00aa003049e2",
  "msDS-KeyCredentialLink": "5b47d60f-6090-40b2-9f37-2a4de88f3063",
  "msDS-GroupMSAMembership": "888eedd6-ce04-df40-b462-b8a50e41ba38",
  "msDS-AllowedToActOnBehalfOfOtherIdentity": "3f78c3e5-f79a-46bd-a0b8-9d18116ddc79",
} as const;
export const accountRestrictions = "4c164200-20c0-11d0-a768-00aa006e0529";
const inAccountRestrictions = ["userAccountControl", "msDS-AllowedToActOnBehalfOfOtherIdentity"];

export const takeoverSchema: readonly Entry[] = Object.entries(guids).map(([name, guid]) => ({
  distinguishedName: `CN=${name},CN=Schema,CN=Configuration,${domainName}`,
  attributes: {
    lDAPDisplayName: [name],
    schemaIDGUID: [base64(encodeGuid(guid))],
    ...(inAccountRestrictions.includes(name)
      ? { attributeSecurityGUID: [base64(encodeGuid(accountRestrictions))] }
      : {}),
  },
}));
