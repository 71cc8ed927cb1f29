import { connectorPermissionsPage, gmsaCmdletsPage } from "../pages.ts";
import type { SyncTool } from "../tools.ts";
import { descendants, onNew, type PermissionSet, type Requirement } from "./requirement.ts";

/** Where each attribute is written. */
type Written = readonly (readonly [attribute: string, classes: readonly string[]])[];

const people = ["user", "inetOrgPerson"] as const;

const mailboxAttributes: Written = [
  "msDS-ExternalDirectoryObjectId",
  "msExchArchiveStatus",
  "msExchBlockedSendersHash",
  "msExchSafeRecipientsHash",
  "msExchSafeSendersHash",
  "msExchUCVoiceMailSettings",
  "msExchUserHoldPolicies",
].map((attribute) => [attribute, people]);

const written: Readonly<Record<SyncTool, { readonly attributes: Written; readonly source: string }>> = {
  "connect-sync": {
    attributes: [
      ...mailboxAttributes,
      ["publicDelegates", people],
      ["proxyAddresses", [...people, "contact", "group"]],
    ],
    source: "https://learn.microsoft.com/entra/identity/hybrid/connect/reference-connect-sync-attributes-synchronized",
  },
  "cloud-sync": {
    attributes: [...mailboxAttributes, ["proxyAddresses", [...people, "contact"]]],
    source: "https://learn.microsoft.com/entra/identity/hybrid/cloud-sync/exchange-hybrid",
  },
};

function requirements(tool: SyncTool): readonly Requirement[] {
  const { attributes, source } = written[tool];
  return attributes.flatMap(([attribute, classes]) =>
    classes.map(
      (name): Requirement => ({
        id: `exchange-hybrid/write ${attribute}/${name}`,
        purpose: "exchange-hybrid",
        ways: [onNew(name, { do: "write", attribute })],
        // Most forests have no inetOrgPerson objects at all.
        ifMissing: name === "inetOrgPerson" ? "warning" : "fault",
        // Which of them exist depends on the version of Exchange whose schema was added.
        ifNotInSchema: "warning",
        consequence: `${attribute} will not be written back`,
        source,
      }),
    ),
  );
}

/** All properties, which is far more than what is needed: members of groups and names of services are among them. */
const entries = ["user", "inetOrgPerson", "group", "contact"].map((name) => descendants("RPWP", name));
const notes = [
  "The cmdlet grants writing every property of users, inetOrgPersons, groups and contacts. The listed attributes are enough; granting only those is a conclusion from the attributes that are written, not a recipe of Microsoft.",
];

export const exchangeHybrid: Readonly<Record<SyncTool, PermissionSet>> = {
  "connect-sync": {
    requirements: requirements("connect-sync"),
    grant: { command: "Set-ADSyncExchangeHybridPermissions", entries, source: connectorPermissionsPage },
    notes,
  },
  "cloud-sync": {
    requirements: requirements("cloud-sync"),
    grant: {
      command: "Set-AADCloudSyncPermissions -PermissionType HybridExchangePermissions",
      entries,
      source: gmsaCmdletsPage,
    },
    notes,
  },
};
