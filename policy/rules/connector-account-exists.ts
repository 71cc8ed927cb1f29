import { type Remedy, wayOut } from "../../catalogue/remedy.ts";
import type { ConnectorAccountInputs } from "../../contract/active-directory.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { about } from "../judgement/subject.ts";
import { installerCreatesIt, met, unmet } from "../judgement/verdict.ts";
import { samAccountName, whereabouts } from "../topics/active-directory.ts";
import { place } from "../topics/evidence.ts";
import { declaredSubject, judgeExistence } from "../topics/observed-account.ts";

/**
 * How the names of accounts begin that the installer creates.
 * Source: https://learn.microsoft.com/entra/identity/hybrid/connect/reference-connect-accounts-permissions
 */
const installersPrefix = "MSOL_";

export const connectorAccountExists: Rule<ConnectorAccountInputs> = {
  name: "connector-account-exists",
  title: "AD DS Connector account exists",
  severity: "high",
  enforcementLevel: "mandatory",
  description: "The AD DS Connector account of each forest exists, unless the installer creates it later.",
  consequence: "Connect Sync has no account with which to read the forest",
  remedy: wayOut`Create the account, or omit its name so that the installer creates one.`,
  reference: "https://learn.microsoft.com/entra/identity/hybrid/connect/reference-connect-accounts-permissions",
  resources: resources.connectorAccounts,
  judge(inputs, context) {
    const subject = declaredSubject(inputs);
    const { evidence } = inputs.observed;
    return judgeExistence(inputs, context, (found) => {
      if (found) return met(found, `exists ${place(evidence)}`, `${whereabouts(found)}, seen ${place(evidence)}`);
      return inputs.phase === "before-install" && isLeftToInstaller(inputs.name)
        ? installerCreatesIt(subject, "is created by the installer")
        : unmet(about(subject, "not seen"), `was not seen ${place(evidence)}`, { remedy: correction(inputs) });
    });
  },
};

/** Without a name, the installer's own account is what was looked for. */
function isLeftToInstaller(name: string | null): boolean {
  return name === null || samAccountName(name).toUpperCase().startsWith(installersPrefix);
}

function correction({ forest, phase, name }: ConnectorAccountInputs): Remedy {
  const setting = `connectorAccount of ${forest} under hybrid-sync:connectSync.forests`;
  if (phase === "before-install") {
    return wayOut`Create it, correct ${setting}, or omit the setting so that the installer creates the account.`;
  }
  const change = name === null ? "Set" : "Correct";
  return wayOut`${change} ${setting}; Get-ADSyncADConnectorAccount on the sync server prints the account in use.`;
}
