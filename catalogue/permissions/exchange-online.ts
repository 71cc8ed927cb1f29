import { gmsaCmdletsPage } from "../pages.ts";
import { descendants, onNew, type PermissionSet, type Requirement } from "./requirement.ts";

const source = "https://learn.microsoft.com/entra/identity/hybrid/cloud-sync/exchange-hybrid";

const numbered = (name: string, count: number) => Array.from({ length: count }, (_, index) => `${name}${index + 1}`);

/** The day of which the list is. */
export const listAsOf = "2026-08-19";

/**
 * Attributes of mailboxes that are managed in Exchange Online. The list is from a secondary source:
 * https://github.com/mardahl/Exchange-SOA-Manager/wiki/Writeback-to-AD
 */
const attributes: readonly string[] = [
  "mail",
  "proxyAddresses",
  ...numbered("extensionAttribute", 15),
  ...numbered("msExchExtensionCustomAttribute", 5),
  "msExchRecipientDisplayType",
  "msExchRecipientTypeDetails",
];

/** Of an attribute that is written back, by its lDAPDisplayName. A gap is a warning: no page of Microsoft that was read lists them. */
export function writtenBack(attribute: string): Requirement {
  return {
    id: `exchange-online-writeback/write ${attribute}/user`,
    purpose: "exchange-online-writeback",
    ways: [onNew("user", { do: "write", attribute })],
    ifMissing: "warning",
    ifNotInSchema: "warning",
    consequence: `${attribute} will not be written back from Exchange Online`,
    source,
  };
}

/** The attribute of such a requirement; undefined for another one. */
export function attributeWrittenBack(requirement: string): string | undefined {
  return /^exchange-online-writeback\/write (.+)\/user$/.exec(requirement)?.[1];
}

/** What a stack declares, where the catalogue has an attribute in its own spelling. */
export function spelledAsKnown(declared: readonly string[]): readonly string[] {
  return declared.map((name) => attributes.find((known) => known.toLowerCase() === name.toLowerCase()) ?? name);
}

export const exchangeOnlineWriteback: PermissionSet = {
  requirements: attributes.map(writtenBack),
  grant: {
    command: "Set-AADCloudSyncPermissions -PermissionType HybridExchangePermissions",
    entries: ["user", "inetOrgPerson", "group", "contact"].map((name) => descendants("RPWP", name)),
    source: gmsaCmdletsPage,
  },
  notes: [
    `The list of attributes is from a secondary source (https://github.com/mardahl/Exchange-SOA-Manager/wiki/Writeback-to-AD, as of ${listAsOf}), so a gap is a warning. Your own list in hybrid-sync:cloudSync.exchangeOnlineAttributes replaces it.`,
  ],
};
