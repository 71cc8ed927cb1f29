import { powershell } from "../../catalogue/command.ts";
import {
  connectorPermissionsPage,
  descendants,
  type GrantedEntry,
  thisObject,
} from "../../catalogue/permissions/requirement.ts";
import { permissions } from "../../catalogue/permissions.ts";
import type { ConnectorAccountInputs } from "../../contract/active-directory.ts";
import type { FoundAccount } from "../../directory/facts/account.ts";
import { each, judgeAccount } from "../judgement/judge-resource.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { samAccountName } from "../topics/active-directory.ts";
import { judgeExcess } from "../topics/excess.ts";
import { noDomains } from "../topics/replication.ts";

/** Replication rights have rules of their own. What an Express installation grants is as it is meant to be. */
export const connectorAccountExcess: Rule<ConnectorAccountInputs> = {
  name: "connector-account-excess",
  title: "AD DS Connector account holds only the permissions that its features need",
  severity: "high",
  enforcementLevel: "mandatory",
  description:
    "The AD DS Connector account, and groups made for it, hold only rights that its features need or that Microsoft's cmdlets for them grant.",
  consequence: "anyone who takes over the sync server can do more than synchronize",
  remedy: "Remove the entries that are named.",
  reference: connectorPermissionsPage,
  resources: resources.connectorAccounts,
  judge(inputs, context) {
    const question = "whether it holds more than it needs";
    return judgeAccount(inputs, context, question, (found, details) => {
      if (details.permissions.length === 0) return noDomains(found.name, question, inputs.forest);
      const judged = { tool: "connect-sync", found, features: inputs.features, command: () => powershell`` } as const;
      const expected = [...replication, ...(isMadeByInstaller(found) ? expressInstallation() : [])];
      return each(found.name, details.permissions, (domain) => judgeExcess(judged, domain, { expected }));
    });
  },
};

const replication: readonly GrantedEntry[] = [
  thisObject("CR", "DS-Replication-Get-Changes"),
  thisObject("CR", "DS-Replication-Get-Changes-All"),
];

/** By the whole form that installers give, so that an account which somebody calls `MSOL_sync` is judged as its own. */
function isMadeByInstaller({ name }: FoundAccount): boolean {
  return /^MSOL_[\da-f]{12}$/i.test(samAccountName(name));
}

/** schemaIDGUID of msDS-Device. Source: MS-ADSC 2.139. */
const registeredDevice = "5df2b673-6d41-4774-b3e8-d52e8ee9ff99";

/** Source: https://learn.microsoft.com/entra/identity/hybrid/connect/reference-connect-accounts-permissions */
function expressInstallation(): readonly GrantedEntry[] {
  const granted = [
    "password-hash-sync",
    "password-writeback",
    "exchange-hybrid",
    "exchange-mail-public-folders",
    "ms-ds-consistency-guid",
  ] as const;
  return [
    ...granted.flatMap((purpose) => permissions["connect-sync"].get(purpose)?.grant?.entries ?? []),
    descendants("WP", registeredDevice),
  ];
}
