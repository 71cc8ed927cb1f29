/** What someone has accepted: exceptions with the days that are left, and the baseline. */
import { countOf } from "../../catalogue/count-of.ts";
import { exceptionNoticeDays } from "../../catalogue/exceptions.ts";
import type { AcceptedFinding, Result } from "../result.ts";
import { subjectAndFact } from "../sentence.ts";
import { foreign, type Html, html, leftOut, nothing } from "./markup.ts";

/** Rows of one table; the rest is counted. */
const mostRows = 300;

export function decisionsSection({ accepted, notices }: Result): Html {
  const exceptions = accepted.filter(({ by }) => by === "exception");
  const baseline = accepted.filter(({ by }) => by === "baseline");
  return html`<section id="decisions" aria-labelledby="decisions-title"><h2 id="decisions-title">Exceptions and baseline</h2>
${notices.length === 0 ? nothing : html`<ul class="notices">${notices.map(({ level, message }) => html`<li class="notice"><strong>${level}</strong> ${foreign(message)}</li>`)}</ul>`}
${accepted.length === 0 ? html`<p>No exception and no baseline accepts a finding.</p>` : nothing}
${
  exceptions.length === 0
    ? nothing
    : html`<h3 id="exceptions">Exceptions</h3>
${decisionTable("exceptions", exceptions)}`
}
${
  baseline.length === 0
    ? nothing
    : html`<h3 id="baseline">Baseline</h3>
${decisionTable("baseline", baseline)}`
}</section>`;
}

function decisionTable(id: string, accepted: readonly AcceptedFinding[]): Html {
  return html`<table class="cards" role="table" aria-labelledby="${id}"><thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">Finding</th><th role="columnheader" scope="col">Decided by</th><th role="columnheader" scope="col">Reason</th><th role="columnheader" scope="col">Until</th></tr></thead><tbody role="rowgroup">
${accepted.slice(0, mostRows).map(decisionRow)}</tbody></table>${leftOut(accepted.length - mostRows, "decision")}`;
}

function decisionRow(finding: AcceptedFinding): Html {
  const { id, rule, severity, level, decidedBy, decidedOn, reason, ticket, lastDay, daysLeft } = finding;
  const ends = daysLeft <= exceptionNoticeDays ? "warn" : "accepted";
  return html`<tr role="row" id="${id}"><th role="rowheader" scope="row">${foreign(subjectAndFact(finding))} <span class="quiet">${severity}, ${level} <code>${rule}</code> <code>${id}</code></span></th><td role="cell" data-label="Decided by">${foreign(decidedBy)} <span class="quiet">${decidedOn}</span></td><td role="cell" data-label="Reason">${foreign(reason)}${ticket === null ? nothing : html` <code>${foreign(ticket)}</code>`}</td><td role="cell" data-label="Until">${lastDay} <span class="badge ${ends}">${countOf(daysLeft, "day")} left</span></td></tr>
`;
}
