/** What the reader does not see of a domain's objects, as verdicts: one for each cause, whatever it may hide. */
import type { DomainPermissions, ObjectPermissions, Sample } from "../directory/observation.ts";
import { settle } from "./judgement.ts";
import { cannotVerify, type Verdict } from "./verdict.ts";

/** Objects named in a message; the rest is counted. */
const mostNames = 3;

/** `part` chooses what bears on the question: what is in scope, or all of the domain. */
export function judgeHidden(
  subject: string,
  question: string,
  { distinguishedName }: DomainPermissions,
  hidden: ObjectPermissions["hidden"],
  part: "in scope" | "everywhere",
): readonly Verdict[] {
  return settle(hidden, { subject, question }, (found) => {
    const { contents, permissions, classes } = part === "in scope" ? found.inScope : found;
    const causes: readonly (readonly [Sample, string, string])[] = [
      [contents, "the reader may not list the contents of", "List contents"],
      [permissions, "the reader may not read the permissions of", "Read permissions"],
      [classes, "the reader may not read objectClass of", "Read all properties"],
    ];
    return causes.flatMap(([sample, reason, right]) =>
      sample.count === 0
        ? []
        : [
            cannotVerify(
              subject,
              question,
              `${reason} ${namesOf(sample)} below ${distinguishedName}`,
              `Grant the read account ${right} on them.`,
            ),
          ],
    );
  });
}

/** Names have commas of their own. */
function namesOf({ count, sample }: Sample): string {
  const shown = sample.slice(0, mostNames);
  const more = count - shown.length;
  return `${shown.join("; ")}${more > 0 ? ` and ${more} more objects` : ""}`;
}
