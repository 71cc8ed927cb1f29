/** What a plan does, in plain text: for the terminal, and in full for the file beside the scripts. */
import { countOf } from "../../catalogue/count-of.ts";
import { placesOfWork } from "../../catalogue/directory-change.ts";
import { legible } from "../../catalogue/legible.ts";
import { nameOf, sentence } from "../sentence.ts";
import { type Plan, undoOf } from "./plan.ts";
import { inWords } from "./words.ts";

/** A few lines. */
export function shortOverview(plan: Plan): string {
  const findings = new Set(plan.steps.flatMap(({ findings: all }) => all));
  const places = placesOfWork.flatMap((place) => {
    const steps = plan.steps.filter(({ at }) => at === place).length;
    return steps === 0 ? [] : [`${countOf(steps, "step")} in ${place}.ps1`];
  });
  const final = plan.steps.filter(({ step }) => undoOf(step) === null).length;
  return [
    `Plan for stack ${plan.stack}: ${countOf(plan.steps.length, "step")} for ${countOf(findings.size, "finding")}${places.length === 0 ? "" : ` (${places.join(", ")})`}`,
    `To do by hand: ${countOf(plan.byPerson.length, "finding")}`,
    ...(final === 0 ? [] : [`The undo scripts do not revert: ${countOf(final, "step")}`]),
  ]
    .map(legible)
    .join("\n");
}

/** All of it. */
export function overview(plan: Plan): string {
  return [
    shortOverview(plan),
    legible(
      `Judged at ${plan.judgedAt}. Nothing has been changed. Read the scripts, then run each with -WhatIf first.`,
    ),
    ...(plan.steps.length === 0 ? [] : ["", "STEPS, IN THEIR ORDER"]),
    ...plan.steps.flatMap(({ number, at, step, findings }) => {
      const { what, before, after } = inWords(step);
      return [
        "",
        legible(`${number}. [${at}] ${what}`),
        legible(`   before: ${before}`),
        legible(`   after:  ${after}`),
        legible(`   undo:   ${undoOf(step) === null ? "by hand" : "in the undo script"}`),
        ...findings.map((finding) => legible(`   for ${nameOf(finding)}: ${sentence(finding)}`)),
      ];
    }),
    ...(plan.byPerson.length === 0 ? [] : ["", "TO BE DONE BY A PERSON"]),
    ...plan.byPerson.flatMap(({ finding, why }) => [
      "",
      legible(`${nameOf(finding)}: ${sentence(finding)}`),
      legible(`   why:    ${why}`),
      legible(`   remedy: ${finding.remedy}`),
    ]),
    "",
  ].join("\n");
}
