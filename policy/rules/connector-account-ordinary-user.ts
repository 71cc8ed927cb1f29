import { wayOut } from "../../catalogue/remedy.ts";
import type { ConnectorAccountInputs } from "../../contract/active-directory.ts";
import type { FoundAccount } from "../../directory/facts/account.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { about } from "../judgement/subject.ts";
import { met, undecided, unmet, type Verdict } from "../judgement/verdict.ts";
import { judgeAccount } from "../topics/observed-account.ts";

export const connectorAccountOrdinaryUser: Rule<ConnectorAccountInputs> = {
  name: "connector-account-ordinary-user",
  title: "AD DS Connector account is an ordinary user",
  severity: "high",
  enforcementLevel: "mandatory",
  description: "The AD DS Connector account is an ordinary user object, not a managed service account or a computer.",
  consequence: "Connect Sync signs in to the forest with a name and a password, and supports no other kind of account",
  remedy: wayOut`Use an ordinary user as the connector account.`,
  reference:
    "https://learn.microsoft.com/entra/identity/hybrid/connect/how-to-connect-configure-ad-ds-connector-account",
  resources: resources.connectorAccounts,
  judge(inputs, context) {
    return judgeAccount(inputs, context, "which kind of object it is", (found) => judgeClass(found));
  },
};

function judgeClass(found: FoundAccount): Verdict {
  const { objectClass } = found;
  switch (objectClass.toLowerCase()) {
    case "user":
      return met(found, "is an ordinary user");
    case "inetorgperson":
      return undecided(
        found,
        "whether it is an ordinary user",
        "it is an inetOrgPerson, and Microsoft's documentation does not say whether Connect Sync supports that class",
        wayOut`Use an object of class user.`,
      );
    default:
      return unmet(about(found, objectClass), `is an object of class ${objectClass}`, {
        remedy: wayOut`Create an ordinary user for Connect Sync, and name it as connectorAccount under hybrid-sync:connectSync.forests.`,
      });
  }
}
