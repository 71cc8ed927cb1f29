import type { Fact } from "../../catalogue/fact.ts";
import { connectorPermissionsPage } from "../../catalogue/pages.ts";
import { descendants, type GrantedEntry, thisObject } from "../../catalogue/permissions/requirement.ts";
import { permissions } from "../../catalogue/permissions.ts";
import { wayOut } from "../../catalogue/remedy.ts";
import type { ConnectorAccountInputs } from "../../contract/active-directory.ts";
import type { FoundAccount, Grant } from "../../directory/facts/account.ts";
import type { ConnectorAccountObservation } from "../../directory/facts/connector-account.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { each, settle } from "../judgement/settle.ts";
import { judgeExcess } from "../topics/excess.ts";
import { judgeAccount } from "../topics/observed-account.ts";
import { hasInstallersName } from "../topics/principal.ts";
import { noDomains } from "../topics/replication.ts";
import { inLeftOutDomain } from "../topics/synchronized-domains.ts";

/** Replication rights have rules of their own. What an Express installation grants is as it is meant to be. */
export const connectorAccountExcess: Rule<ConnectorAccountInputs> = {
  name: "connector-account-excess",
  title: "AD DS Connector account holds only the permissions that its features need",
  severity: "high",
  enforcementLevel: "mandatory",
  description:
    "The AD DS Connector account, and groups made for it, hold only rights that its features need or that Microsoft's cmdlets for them grant.",
  consequence: "anyone who takes over the sync server can do more than synchronize",
  remedy: wayOut`Remove the ACEs that are named.`,
  reference: connectorPermissionsPage,
  resources: resources.connectorAccounts,
  judge(inputs, context) {
    const question = "whether it has more rights than it needs";
    return judgeAccount(inputs, context, question, (found, details) => {
      if (details.permissions.length === 0) return noDomains(found, question, inputs.forest);
      const needs = { tool: "connect-sync", found, features: inputs.features } as const;
      return settle(madeByInstaller(found, details), { subject: found, question }, (isMadeByInstaller) => {
        const expected = [...replication, ...(isMadeByInstaller ? expressInstallation() : [])];
        return each(found, details.permissions, (domain) =>
          inLeftOutDomain(inputs, domain.domain, judgeExcess(needs, domain, { expected })),
        );
      });
    });
  },
};

const replication: readonly GrantedEntry[] = [
  thisObject("CR", "DS-Replication-Get-Changes"),
  thisObject("CR", "DS-Replication-Get-Changes-All"),
];

/** By what {@link isInstallersAccount} asks of others: the name, and that a domain lets the account itself replicate secrets. */
function madeByInstaller(
  { name, objectClass }: FoundAccount,
  { replication: domains }: NonNullable<ConnectorAccountObservation["details"]>,
): Fact<boolean> {
  if (!hasInstallersName({ name }) || objectClass.toLowerCase() !== "user") return { observed: false };
  const candidates = domains
    .map(({ getChanges, getChangesAll }) => [getChanges, getChangesAll])
    .filter((grants) => grants.every(mayBeItsOwn));
  if (candidates.some((grants) => grants.every((grant) => "observed" in grant))) return { observed: true };
  const [unknown] = candidates.flat().flatMap((grant) => ("observed" in grant ? [] : [grant]));
  return unknown ?? { observed: false };
}

/** Whether a right is held without a group in between, or it is not known whether it is held. */
function mayBeItsOwn(grant: Fact<Grant>): boolean {
  return !("observed" in grant) || (grant.observed.granted && grant.observed.through.length === 0);
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
