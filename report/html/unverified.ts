/** What could not be verified, and why: what one remedy would let someone look at stands together. */
import { countOf } from "../../catalogue/count-of.ts";
import { type Finding, isUnverified, type Result } from "../result.ts";
import { subjectAndFact } from "../sentence.ts";
import { foreign, type Html, html, leftOut, nothing } from "./markup.ts";

/** Facts that are named under one remedy; the findings name all of them. */
const mostFacts = 20;
/** Remedies; the findings have the rest. */
const mostRemedies = 60;

export function unverifiedSection({ findings, verdicts }: Result): Html {
  const remedies = [...Map.groupBy(findings.filter(isUnverified), ({ remedy }) => remedy)];
  const pending = verdicts.filter(({ verdict }) => verdict === "not yet known");
  return html`<section id="unverified" aria-labelledby="unverified-title"><h2 id="unverified-title">Not verified</h2>
${
  remedies.length === 0
    ? html`<p>Everything that the rules ask could be verified.</p>`
    : html`<p class="lead">What nobody could look at counts as neither right nor wrong. Each of these lets it be verified.</p>
${remedies.slice(0, mostRemedies).map(remedyBlock)}${leftOut(remedies.length - mostRemedies, "remedy", "remedies")}`
}
${pending.length === 0 ? nothing : html`<p>${countOf(pending.length, "verdict")} will be known only in the update, because this update creates what they are about: ${pending.slice(0, mostFacts).map(({ subject }, index) => html`${index === 0 ? "" : ", "}${foreign(subject)}`)}${pending.length > mostFacts ? ` and ${pending.length - mostFacts} more` : ""}.</p>`}</section>`;
}

function remedyBlock([remedy, findings]: [string, Finding[]]): Html {
  const more = findings.length - mostFacts;
  return html`<div class="unverified"><p class="way">${foreign(remedy)}</p><ul>
${findings.slice(0, mostFacts).map(
  (
    finding,
  ) => html`<li>${foreign(subjectAndFact(finding))} <span class="quiet">${finding.level}</span> <a href="#${finding.id}">${finding.id}</a></li>
`,
)}</ul>${more > 0 ? html`<p>${countOf(more, "more finding")} for the same reason.</p>` : nothing}</div>
`;
}
