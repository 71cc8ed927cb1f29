import { wayOut } from "../../catalogue/remedy.ts";
/** What the reader does not see of a domain's objects, as verdicts: one for each cause, whatever it may hide. */
import type { DomainPermissions, HiddenObjects, ObjectPermissions } from "../../directory/facts/permissions.ts";
import { forEach } from "../judgement/each-thing.ts";
import { settle } from "../judgement/settle.ts";
import { about, type Concerned, others } from "../judgement/subject.ts";
import { cannotVerify, type Verdict } from "../judgement/verdict.ts";

const words: Readonly<Record<keyof HiddenObjects, readonly [reason: string, right: string]>> = {
  contents: ["the read account cannot list the contents of", "List contents"],
  containers: ["the read account cannot read the permissions of", "Read permissions"],
  permissions: ["the read account cannot read the permissions of", "Read permissions"],
  classes: ["the read account cannot read objectClass of", "Read all properties"],
};

/** `of` chooses what bears on the question: what is in scope, or all of the domain; and which of the causes. */
export function judgeHidden(
  subject: Concerned,
  question: string,
  { distinguishedName }: DomainPermissions,
  hidden: ObjectPermissions["hidden"],
  of: { readonly where: "in scope" | "everywhere"; readonly causes?: readonly (keyof HiddenObjects)[] },
): readonly Verdict[] {
  return settle(hidden, { subject: about(subject, distinguishedName), question }, (found) => {
    const parts = of.where === "in scope" ? found.inScope : found;
    const causes = of.causes ?? (["contents", "containers", "permissions", "classes"] as const);
    return causes.flatMap((cause) => {
      const [reason, right] = words[cause];
      const of = about(subject, distinguishedName, cause);
      return forEach(
        parts[cause],
        (name) => name,
        (item, name) =>
          cannotVerify(
            name === null ? others(of) : about(of, name),
            question,
            `${reason} ${item} below ${distinguishedName}`,
            wayOut`Grant the read account ${right} there.`,
          ),
      );
    });
  });
}
