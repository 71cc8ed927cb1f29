import { wayOut } from "../../catalogue/remedy.ts";
/** What the reader does not see of a domain's objects, as verdicts: one for each cause, whatever it may hide. */
import type { DomainPermissions, HiddenObjects, ObjectPermissions } from "../../directory/facts/permissions.ts";
import type { Sample } from "../../directory/facts/sample.ts";
import { settle } from "../judgement/settle.ts";
import { cannotVerify, type Verdict } from "../judgement/verdict.ts";

/** Objects named in a message; the rest is counted. */
const mostNames = 3;

const words: Readonly<Record<keyof HiddenObjects, readonly [reason: string, right: string]>> = {
  contents: ["the read account cannot list the contents of", "List contents"],
  containers: ["the read account cannot read the permissions of", "Read permissions"],
  permissions: ["the read account cannot read the permissions of", "Read permissions"],
  classes: ["the read account cannot read objectClass of", "Read all properties"],
};

/** `of` chooses what bears on the question: what is in scope, or all of the domain; and which of the causes. */
export function judgeHidden(
  subject: string,
  question: string,
  { distinguishedName }: DomainPermissions,
  hidden: ObjectPermissions["hidden"],
  of: { readonly where: "in scope" | "everywhere"; readonly causes?: readonly (keyof HiddenObjects)[] },
): readonly Verdict[] {
  return settle(hidden, { subject, question }, (found) => {
    const parts = of.where === "in scope" ? found.inScope : found;
    const causes = of.causes ?? (["contents", "containers", "permissions", "classes"] as const);
    return causes.flatMap((cause) => {
      const sample = parts[cause];
      const [reason, right] = words[cause];
      return sample.count === 0
        ? []
        : [
            cannotVerify(
              subject,
              question,
              `${reason} ${namesOf(sample)} below ${distinguishedName}`,
              wayOut`Grant the read account ${right} on them.`,
            ),
          ];
    });
  });
}

/** Names have commas of their own. */
function namesOf({ count, sample }: Sample): string {
  const shown = sample.slice(0, mostNames);
  const more = count - shown.length;
  return `${shown.join("; ")}${more > 0 ? ` and ${more} more objects` : ""}`;
}
