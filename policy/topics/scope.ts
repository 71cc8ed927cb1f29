import { wayOut } from "../../catalogue/remedy.ts";
/** What the rules that go object by object share: over nothing, they conclude nothing. */
import type { DomainPermissions, ObjectPermissions } from "../../directory/facts/permissions.ts";
import { cannotVerify, undecided, type Verdict } from "../judgement/verdict.ts";

/** Why nothing is concluded where no object was looked at; undefined where some were. */
export function nothingSeen(
  subject: string,
  question: string,
  objects: ObjectPermissions,
  { distinguishedName }: DomainPermissions,
): Verdict | undefined {
  const { visible, missingUnits, nothingInScope, scope } = objects;
  if (visible === 0) return noObjects(subject, question, distinguishedName);
  // An older version did not observe the rest. A whole domain is never empty: it has its Administrator.
  if (scope.length === 0) return nothingInScope === true ? noObjects(subject, question, distinguishedName) : undefined;
  if (missingUnits === undefined || nothingInScope === undefined)
    return cannotVerify(
      subject,
      question,
      "whether there are objects in scope was not observed",
      wayOut`Run "pulumi refresh" to observe it again.`,
    );
  if (missingUnits.length > 0)
    return undecided(
      subject,
      question,
      `${missingUnits.map(({ unit }) => unit).join("; ")} ${missingUnits.length === 1 ? "matches" : "match"} no visible object`,
      wayOut`Correct organizationalUnits of the forest in the stack configuration.`,
    );
  if (!nothingInScope) return undefined;
  return undecided(
    subject,
    question,
    `no object other than containers is visible in ${scope.join("; ")}`,
    wayOut`Run the preview again when there are objects, or let the read account see them.`,
  );
}

/** A domain always has objects. */
export function noObjects(subject: string, question: string, distinguishedName: string): Verdict {
  return cannotVerify(
    subject,
    question,
    `no object of ${distinguishedName} is visible to the read account`,
    wayOut`Grant the read account List contents and Read all properties on ${distinguishedName}.`,
  );
}
