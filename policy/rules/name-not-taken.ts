import type { Fact } from "../../catalogue/fact.ts";
import { wayOut } from "../../catalogue/remedy.ts";
import { type ResourceSelector, type Rule, resources } from "../judgement/rule.ts";
import { settle } from "../judgement/settle.ts";
import { about } from "../judgement/subject.ts";
import { met, notApplicable, unmet } from "../judgement/verdict.ts";

/** As the three resources have it that stand for something the program creates under a name. */
interface Named {
  readonly userPrincipalName?: string;
  readonly name?: string;
  readonly observed: { readonly nameTaken: Fact<boolean> | null };
}

const created: ResourceSelector = {
  title: "administrators, their groups and the application of Connect Sync, where the program creates them",
  includes: (type) =>
    [resources.entraAdministrators, resources.administratorGroups, resources.entraConnectorIdentities].some(
      ({ includes }) => includes(type),
    ),
};

export const nameNotTaken: Rule<Named> = {
  name: "name-not-taken",
  title: "Names of new objects are free",
  severity: "high",
  enforcementLevel: "mandatory",
  unobservableLevel: "advisory",
  description: "Every object that the program creates in the tenant has a name that was free.",
  consequence: "the program changes only what it created, and creates no second object with the name",
  remedy: wayOut`Declare another name. If you intend to use the existing object, adopt it, or remove it.`,
  reference: "https://learn.microsoft.com/graph/api/user-post-users",
  resources: created,
  judge({ userPrincipalName, name, observed: { nameTaken } }) {
    const subject = about(`The name "${userPrincipalName ?? name ?? ""}"`, userPrincipalName ?? name ?? "");
    if (nameTaken === null) return [notApplicable(subject, "belongs to an object that this program does not create")];
    return settle(nameTaken, { subject, question: "whether it is free" }, (taken) =>
      taken
        ? unmet(subject, "was taken in the tenant before this program used it")
        : met(subject, "was free when this program first used it"),
    );
  },
};
