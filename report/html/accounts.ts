/** The accounts as a matrix: what is declared, what was observed, and the verdict. */
import { countOf } from "../../catalogue/count-of.ts";
import { tools } from "../../catalogue/tools.ts";
import type { AccountResult, Finding, Result, TenantResult } from "../result.ts";
import { foreign, type Html, html, nothing } from "./markup.ts";
import { badge } from "./tone.ts";

export function accountsSection({ accounts, findings }: Result): Html {
  return html`<section id="accounts" aria-labelledby="accounts-title"><h2 id="accounts-title">Accounts</h2>
<p class="lead">What the stack declares, what was observed, and the worst of what the rules conclude.</p>
<table class="cards" role="table" aria-labelledby="accounts-title"><thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">Account</th><th role="columnheader" scope="col">Declared</th><th role="columnheader" scope="col">Observed</th><th role="columnheader" scope="col">Verdict</th></tr></thead><tbody role="rowgroup">
${accounts.map((row) => accountRow(row, findingsAbout(row, findings)))}</tbody></table></section>`;
}

function findingsAbout({ account, name }: AccountResult, findings: readonly Finding[]): readonly Finding[] {
  return findings.filter(
    (finding) => finding.account === account && (name === null || finding.about.endsWith(`: ${name}`)),
  );
}

function accountRow(row: AccountResult, findings: readonly Finding[]): Html {
  const { tool, title, name, verdict, level, evidence, configured } = row;
  const [first] = findings;
  const link =
    first === undefined
      ? nothing
      : html` <a href="#${first.id}">${countOf(findings.length, "finding")}<span class="unseen"> about it, the first is ${first.id}</span></a>`;
  const declared = name === null ? html`<span class="quiet">none</span>` : html`<code>${foreign(name)}</code>`;
  return html`<tr role="row" class="${configured ? "in-use" : "not-in-use"}"><th role="rowheader" scope="row"><span class="tool">${tools[tool].title}</span> ${title}</th><td role="cell" data-label="Declared">${declared}</td><td role="cell" data-label="Observed">${foreign(evidence)}</td><td role="cell" data-label="Verdict">${badge({ verdict, level })}${link}</td></tr>
`;
}

export function tenantSection({ tenant }: Result): Html {
  if (tenant.length === 0) return nothing;
  return html`<section id="tenant" aria-labelledby="tenant-title"><h2 id="tenant-title">Tenant</h2>
<table class="cards" role="table" aria-labelledby="tenant-title"><thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">What should be so</th><th role="columnheader" scope="col">Observed</th><th role="columnheader" scope="col">Verdict</th></tr></thead><tbody role="rowgroup">
${tenant.map(tenantRow)}</tbody></table></section>`;
}

function tenantRow({ title, verdict, level, evidence }: TenantResult): Html {
  return html`<tr role="row"><th role="rowheader" scope="row">${title}</th><td role="cell" data-label="Observed">${foreign(evidence)}</td><td role="cell" data-label="Verdict">${badge({ verdict, level })}</td></tr>
`;
}
