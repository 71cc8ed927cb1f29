import { domainHolding, isSameName } from "../../catalogue/distinguished-name.ts";
import { wayOut } from "../../catalogue/remedy.ts";
import type { ConnectorAccountInputs, GroupManagedServiceAccountInputs } from "../../contract/active-directory.ts";
import type { DomainPermissions } from "../../directory/facts/permissions.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { each, settle } from "../judgement/settle.ts";
import { about, named } from "../judgement/subject.ts";
import { type Conclusion, cannotVerify, met, notApplicable, unmet } from "../judgement/verdict.ts";
import { objectsSeen } from "../topics/evidence.ts";
import { judgeAccount } from "../topics/observed-account.ts";
import { noDomains } from "../topics/replication.ts";
import { noObjects } from "../topics/scope.ts";
import { synchronizedDomains } from "../topics/synchronized-domains.ts";

const correct = "Correct organizationalUnits in the stack configuration";

type Inputs = ConnectorAccountInputs | GroupManagedServiceAccountInputs;

/** A scope that leads to nothing would turn every finding about objects off. */
export const organizationalUnitsFound: Rule<Inputs> = {
  name: "organizational-units-found",
  title: "Every organizational unit in scope exists",
  severity: "high",
  enforcementLevel: "mandatory",
  description:
    "Every organizational unit under organizationalUnits is a visible unit or container in a synchronized domain.",
  consequence: "nothing in it is checked, and the tool may synchronize other objects than intended",
  remedy: wayOut`${correct}.`,
  reference:
    "https://learn.microsoft.com/entra/identity/hybrid/connect/how-to-connect-sync-configure-filtering#organizational-unitbased-filtering",
  resources: resources.syncAccounts,
  judge(inputs, context) {
    const question = "whether the organizational units in scope exist";
    const units = inputs.organizationalUnits ?? [];
    return judgeAccount<{ readonly permissions: readonly DomainPermissions[] }>(
      inputs,
      context,
      question,
      (found, { permissions }) => {
        if (units.length === 0) return notApplicable(found, "has all of each domain in scope");
        if (permissions.length === 0) return noDomains(found, question, inputs.forest);
        return each(found, units, (unit) => judgeUnit(inputs, permissions, unit));
      },
    );
  },
};

function domainsKey(inputs: Inputs): string {
  return inputs.account === "connect-sync-connector-account" ? "connectSync.forests[].domains" : "cloudSync.domains";
}

function judgeUnit(inputs: Inputs, permissions: readonly DomainPermissions[], unit: string): Conclusion {
  const domain = domainHolding(unit, permissions);
  const question = "whether it is there";
  const subject = named(unit);
  if (domain === undefined) {
    return unmet(about(subject, "no domain"), `is not in a visible domain of ${inputs.forest}`, {
      remedy: wayOut`${correct}, or let the read account see the domain.`,
    });
  }
  if (!synchronizedDomains(inputs, permissions).includes(domain)) {
    return unmet(
      about(subject, "domain not synchronized"),
      `is in ${domain.domain}, which ${domainsKey(inputs)} does not name`,
      {
        remedy: wayOut`${correct}, or name the domain under ${domainsKey(inputs)}.`,
      },
    );
  }
  return settle(domain.objects, { subject, question }, (objects) => {
    if (objects.visible === 0) return noObjects(subject, question, domain.distinguishedName);
    if (objects.missingUnits === undefined)
      return cannotVerify(subject, question, "it was not observed", wayOut`Run "pulumi refresh" to observe it again.`);
    const seen = `among the ${objectsSeen(objects, inputs.observed.evidence)}`;
    const missing = objects.missingUnits.find((each) => isSameName(each.unit, unit));
    if (missing === undefined) return met(subject, `exists, ${seen}`);
    const nearest = missing.nearest === null ? wayOut`` : wayOut`The nearest name is ${missing.nearest}. `;
    return unmet(about(subject, "not found"), `matches no organizational unit or container, ${seen}`, {
      remedy: wayOut`${nearest}${correct}, or let the read account see the unit.`,
    });
  });
}
