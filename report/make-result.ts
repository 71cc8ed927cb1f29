/** From what was observed of a stack to its result. */
import { type AccountId, accounts } from "../catalogue/accounts.ts";
import { legible, legibleLines } from "../catalogue/legible.ts";
import { tools } from "../catalogue/tools.ts";
import { resourceTypes } from "../contract/resources.ts";
import type { Evidence } from "../directory/facts/evidence.ts";
import { judge, type PackConfiguration } from "../policy/judge-stack.ts";
import { daysLeft as daysLeftUntil, notices } from "../policy/judgement/decisions.ts";
import type { Acceptance, Finding as JudgedFinding } from "../policy/judgement/finding.ts";
import { accountOf, type JudgedRule, violationsIn } from "../policy/judgement/judged-rule.ts";
import type { DeclaredResource, Rule } from "../policy/judgement/rule.ts";
import type { Verdict } from "../policy/judgement/verdict.ts";
import { violationOf } from "../policy/judgement/violation.ts";
import { accountRows, nameOf } from "./accounts.ts";
import { summaryOf } from "./count-result.ts";
import { seenLines } from "./objects-seen.ts";
import { permissionTable } from "./permission-table.ts";
import {
  type AcceptedFinding,
  type Finding,
  isUnverified,
  type Result,
  resultVersion,
  severities,
  type TakeoverResult,
} from "./result.ts";
import { stepsOf } from "./steps.ts";
import { tenantFacts } from "./tenant-facts.ts";
import { topology } from "./topology.ts";

export interface Obtained {
  readonly stack: string;
  readonly by: Result["obtained"]["by"];
  /** The moment by which the rules judge. */
  readonly clock: Date;
  /** Version of this program. */
  readonly program: string;
  /** Whether what the engine recorded of the stack was taken into account. */
  readonly appliedStack: boolean;
  /** What stops a preview besides the rules; nothing when absent. */
  readonly stops?: readonly string[];
  /** How someone has configured the policy pack; as it is when absent. */
  readonly pack?: PackConfiguration;
  /** Where the stack declares what a resource stands for; nowhere when absent. */
  readonly placeOf?: (resource: DeclaredResource) => Finding["place"];
}

/** Judges the resources of a stack. The same facts give the same result, whatever their order. */
export function makeResult(resources: readonly DeclaredResource[], obtained: Obtained): Result {
  const ordered = resources.toSorted((one, other) => compareTexts(keyOf(one), keyOf(other)));
  const { pack = {} } = obtained;
  const judged = judge(ordered, obtained.clock, undefined, pack);
  const findings = findingsIn(judged, obtained).toSorted(bySeverity);
  const accepted = acceptedIn(judged, obtained).toSorted(bySeverity);
  const rows = accountRows(ordered, judged);
  return {
    format: "hybrid-sync result",
    version: resultVersion,
    stack: legible(obtained.stack),
    obtained: {
      by: obtained.by,
      at: obtained.clock.toISOString(),
      program: obtained.program,
      node: process.versions.node,
      appliedStack: obtained.appliedStack,
      directories: directoriesOf(ordered),
    },
    summary: summaryOf({ accounts: rows, findings, accepted }),
    accounts: rows.map(({ enforcementLevel, name, evidence, ...row }) => ({
      ...row,
      name: name === null ? null : legible(name),
      level: enforcementLevel,
      evidence: legible(evidence),
    })),
    tenant: tenantFacts(judged).map(({ enforcementLevel, evidence, ...fact }) => ({
      ...fact,
      level: enforcementLevel,
      evidence: legible(evidence),
    })),
    seen: seenLines(ordered).map(legible),
    findings,
    accepted,
    notices: notices(judged, obtained.clock, true, pack.terms).map((notice) => ({
      ...notice,
      message: legible(notice.message),
    })),
    stops: (obtained.stops ?? []).map(legibleLines),
    permissions: permissionTable(judged),
    takeovers: judged.flatMap(takeoversOf),
    topology: topology(ordered),
    verdicts: judged.flatMap(verdictsOf),
  };
}

function takeoversOf({ rule, resource, account, verdicts }: JudgedRule): TakeoverResult[] {
  return verdicts.flatMap((verdict): TakeoverResult[] => {
    const { id, way } = verdict;
    if (id === null || way === undefined) return [];
    return [
      {
        finding: id,
        rule: rule.name,
        account,
        resource: legible(resource.name),
        verdict: verdict.verdict,
        level: levelIn(rule, verdict),
        nodes: way.nodes.map(({ name, kind }) => ({ name: legible(name), kind: legible(kind) })),
        steps: way.steps.map(({ words, certain }) => ({ words, certain })),
      },
    ];
  });
}

function findingsIn(judged: readonly JudgedRule[], obtained: Obtained): Finding[] {
  return violationsIn(judged).map(({ id, enforcementLevel, rule, resource, verdict }) => ({
    ...common(rule, resource, verdict, obtained),
    id,
    level: enforcementLevel,
    verdict: verdict.verdict,
    note: "note" in verdict && verdict.note !== undefined ? legible(verdict.note) : null,
  }));
}

function acceptedIn(judged: readonly JudgedRule[], obtained: Obtained): AcceptedFinding[] {
  return judged.flatMap(({ rule, resource, verdicts }) =>
    verdicts.flatMap((verdict): AcceptedFinding[] => {
      if (verdict.verdict !== "accepted") return [];
      const { id, instead, acceptance } = verdict;
      return [
        {
          ...common(rule, resource, { ...verdict, verdict: instead.verdict }, obtained),
          id,
          level: instead.enforcementLevel,
          verdict: instead.verdict,
          ...decisionOf(acceptance, obtained.clock),
        },
      ];
    }),
  );
}

function decisionOf(acceptance: Acceptance, now: Date) {
  const { by } = acceptance;
  if (acceptance.by === "baseline") {
    const { recordedBy, recordedOn, reason, lastDay } = acceptance.baseline;
    const decidedBy = legible(recordedBy);
    const daysLeft = daysLeftUntil(lastDay, now);
    return { by, decidedBy, decidedOn: recordedOn, reason: legible(reason), ticket: null, lastDay, daysLeft };
  }
  const { approvedBy, grantedOn, reason, ticket, expires } = acceptance.exception;
  return {
    by,
    decidedBy: legible(approvedBy),
    decidedOn: grantedOn,
    reason: legible(reason),
    ticket: legible(ticket),
    lastDay: expires,
    daysLeft: daysLeftUntil(expires, now),
  };
}

function common(rule: Rule, resource: DeclaredResource, verdict: Verdict, { placeOf = () => null }: Obtained) {
  return {
    rule: rule.name,
    title: rule.title,
    severity: rule.severity,
    about: groupOf(resource),
    account: accountOf(resource),
    resource: legible(resource.name),
    subject: legible(verdict.subject),
    fact: legible(verdict.fact),
    item: verdict.item === undefined ? null : legible(verdict.item),
    cause: verdict.cause === undefined ? null : legible(verdict.cause.reason),
    consequence: consequenceOf(verdict, rule.consequence),
    remedy: legible(String(verdict.remedy ?? rule.remedy)),
    reference: rule.reference,
    place: placeOf(resource),
    // What could not be verified is looked at by a person first.
    steps: verdict.verdict === "unmet" ? [...stepsOf(verdict.remedy?.changes ?? [])] : [],
  };
}

/** What cannot be verified has only a consequence of its own: what the rule fears has not been seen. */
function consequenceOf({ verdict, consequence }: Verdict, ofRule: string): string | null {
  const text = consequence ?? (verdict === "unmet" ? ofRule : null);
  return text === null ? null : legible(text);
}

function verdictsOf({ rule, resource, account, verdicts }: JudgedRule): Result["verdicts"] {
  return verdicts
    .filter(({ verdict }) => verdict !== "not applicable")
    .map((verdict) => ({
      rule: rule.name,
      resource: legible(resource.name),
      account,
      subject: legible(verdict.subject),
      verdict: verdict.verdict,
      level: levelIn(rule, verdict),
      fact: legible(verdict.fact),
    }));
}

/** The level at which a verdict violates; null when it does not. */
function levelIn(rule: Rule, verdict: JudgedFinding): Finding["level"] | null {
  const violation = violationOf(rule, verdict);
  return violation === undefined ? null : (violation.enforcementLevel ?? rule.enforcementLevel);
}

/** The heading under which findings about a resource are shown. */
function groupOf(resource: DeclaredResource): string {
  const account = accountOf(resource);
  const { forest, name } = resource.inputs;
  if (account !== null) {
    const own = nameOf(resource);
    return legible(`${titleOf(account)}${own === null ? "" : `: ${own}`}`);
  }
  if (resource.type === resourceTypes.tenant) return "Tenant";
  if (typeof forest === "string") return legible(`Forest ${forest}`);
  return legible(typeof name === "string" ? name : resource.name);
}

function titleOf(account: AccountId): string {
  return `${tools[accounts[account].tool].title}, ${accounts[account].title}`;
}

/** Mandatory before advisory, the most severe first, then what is about the same next to each other. */
function bySeverity(one: Ordered, other: Ordered): number {
  return (
    Number(one.level === "advisory") - Number(other.level === "advisory") ||
    severities.indexOf(one.severity) - severities.indexOf(other.severity) ||
    Number(isUnverified(one)) - Number(isUnverified(other)) ||
    compareTexts(keyOfFinding(one), keyOfFinding(other))
  );
}

type Ordered = Pick<Finding, "level" | "severity" | "verdict" | "about" | "rule" | "resource" | "subject" | "fact">;

const keyOfFinding = ({ about, rule, resource, subject, fact }: Ordered) =>
  JSON.stringify([about, rule, resource, subject, fact]);

const keyOf = ({ type, name }: DeclaredResource) => JSON.stringify([type, name]);

/** By code unit: the order of a language would depend on the machine. */
function compareTexts(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

/** How each forest was read, as its own observation says. */
function directoriesOf(resources: readonly DeclaredResource[]): Result["obtained"]["directories"] {
  return resources
    .filter(({ type }) => type === resourceTypes.forest)
    .map(({ name, inputs }) => {
      const evidence = (inputs.observed as { readonly evidence?: Evidence } | undefined)?.evidence;
      const none = {
        domainController: null,
        domainControllers: [],
        reader: null,
        recordedAt: null,
        edited: false,
        pseudonyms: false,
      };
      if (evidence === undefined || evidence.source === "none") {
        return { forest: legible(name), source: "none" as const, ...none };
      }
      return {
        ...none,
        forest: legible(name),
        source: evidence.source,
        domainController: legible(evidence.domainController),
        domainControllers: (evidence.domainControllers ?? []).map(({ domain, names }) => ({
          domain: legible(domain),
          names: names.map(legible),
        })),
        reader: legible(evidence.reader),
        ...(evidence.source === "snapshot"
          ? {
              recordedAt: evidence.recordedAt,
              edited: evidence.edited === true,
              pseudonyms: evidence.pseudonyms === true,
            }
          : {}),
      };
    });
}
