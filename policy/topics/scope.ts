import { wayOut } from "../../catalogue/remedy.ts";
/** What the rules that go object by object share: over nothing, they conclude nothing. */
import type { DomainPermissions, ObjectPermissions } from "../../directory/facts/permissions.ts";
import { about, type Concerned } from "../judgement/subject.ts";
import { cannotVerify, ofItem, undecided, type Verdict } from "../judgement/verdict.ts";

/** Why nothing is concluded where no object was looked at; undefined where some were. */
export function nothingSeen(
  subject: Concerned,
  question: string,
  objects: ObjectPermissions,
  { distinguishedName }: DomainPermissions,
): readonly Verdict[] | undefined {
  const { visible, missingUnits, nothingInScope, scope } = objects;
  if (visible === 0) return [noObjects(subject, question, distinguishedName)];
  if (missingUnits === undefined || nothingInScope === undefined)
    return [
      cannotVerify(
        about(subject, distinguishedName),
        question,
        "whether there are objects in scope was not observed",
        wayOut`Run "pulumi refresh" to observe it again.`,
      ),
    ];
  // A whole domain is never empty: it has its Administrator.
  if (scope.length === 0) return nothingInScope ? [noObjects(subject, question, distinguishedName)] : undefined;
  if (missingUnits.length > 0)
    return missingUnits.map(({ unit }) =>
      ofItem(
        undecided(
          about(subject, distinguishedName, unit),
          question,
          `no visible object matches ${unit}`,
          wayOut`Correct organizationalUnits of the forest in the stack configuration.`,
        ),
        unit,
      ),
    );
  if (!nothingInScope) return undefined;
  return [
    undecided(
      about(subject, distinguishedName),
      question,
      `no object other than containers is visible in ${scope.join("; ")}`,
      wayOut`Run the command again when there are objects, or let the read account see them.`,
    ),
  ];
}

/** A domain always has objects. */
export function noObjects(subject: Concerned, question: string, distinguishedName: string): Verdict {
  return cannotVerify(
    about(subject, distinguishedName),
    question,
    `no object of ${distinguishedName} is visible to the read account`,
    wayOut`Grant the read account List contents and Read all properties on ${distinguishedName}.`,
  );
}
