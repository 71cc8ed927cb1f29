/** The ten accounts of a stack, each with the worst of what the rules conclude about it, in the order of the catalogue. */
import { type AccountId, accounts } from "../catalogue/accounts.ts";
import { type SyncTool, tools } from "../catalogue/tools.ts";
import type { VerdictWord } from "../catalogue/verdicts.ts";
import { type Subject, subjectOf } from "../contract/resources.ts";
import { accountOf, type JudgedRule } from "../policy/judgement/judged-rule.ts";
import type { DeclaredResource } from "../policy/judgement/rule.ts";
import { guarded, isUnknownValue } from "../policy/judgement/unknown-values.ts";
import type { EnforcementLevel } from "../policy/judgement/verdict.ts";
import { worstVerdict } from "./worst-verdict.ts";

/** One account of the set-up; several of the same title where there is one to each forest. */
export interface AccountRow {
  readonly account: AccountId;
  readonly title: string;
  readonly tool: SyncTool;
  /** As declared; null where it has none yet. */
  readonly name: string | null;
  /** The worst of what the rules conclude. */
  readonly verdict: VerdictWord;
  /** The level at which the verdict violates; null when it does not. */
  readonly enforcementLevel: EnforcementLevel | null;
  /** What was seen, in one short line. */
  readonly evidence: string;
  /** Whether the stack configures the tool at all. */
  readonly configured: boolean;
}

/** Those of a tool that the stack does not configure are among them. */
export function accountRows(
  resources: readonly DeclaredResource[],
  judged: readonly JudgedRule[],
): readonly AccountRow[] {
  const configured = new Set(
    resources.flatMap((resource) => {
      const account = accountOf(resource);
      return account === null ? [] : [accounts[account].tool];
    }),
  );
  return (Object.keys(accounts) as AccountId[]).flatMap((account) => {
    const own = resources.filter((resource) => accountOf(resource) === account && !isSupplement(resource));
    const inUse = configured.has(accounts[account].tool);
    if (own.length === 0) return [undeclaredRow(account, inUse)];
    return own.map((resource) => row(account, resource, judged));
  });
}

function undeclaredRow(account: AccountId, configured: boolean): AccountRow {
  const { title, tool } = accounts[account];
  return {
    account,
    title,
    tool,
    name: null,
    verdict: "not applicable",
    enforcementLevel: null,
    evidence: configured ? "not declared" : `${tools[tool].title} is not configured`,
    configured,
  };
}

function row(account: AccountId, resource: DeclaredResource, judged: readonly JudgedRule[]): AccountRow {
  const { title, tool } = accounts[account];
  const base = { account, title, tool, name: nameOf(resource), configured: true };
  const about = judged.filter(
    (one) => one.resource === resource || (one.account === account && isSupplement(one.resource)),
  );
  const worst = worstVerdict(about);
  // A resource of an account about which no rule says anything must not look as if it were in order.
  if (!worst) return { ...base, verdict: "unobservable", enforcementLevel: null, evidence: "no rule is about it" };
  const { verdict, enforcementLevel, evidence } = worst;
  return { ...base, verdict, enforcementLevel, evidence };
}

/** Whether it is observed about an account besides the resource that stands for it. */
const supplements: Readonly<Record<Subject, boolean>> = {
  forest: false,
  "connector account": false,
  "group managed service account": false,
  "privileged administrator": false,
  "ADSync service account": false,
  "entra administrator": false,
  "recognised user": false,
  "entra role holdings": true,
  "administrator group": false,
  "entra connector identity": false,
  tenant: false,
  "vault name": false,
  "attested account": false,
};

function isSupplement({ type }: DeclaredResource): boolean {
  const subject = subjectOf(type);
  return subject !== undefined && supplements[subject];
}

/** As declared; null where a resource has none. */
export function nameOf({ inputs }: DeclaredResource): string | null {
  try {
    const { name, userPrincipalName } = guarded(inputs);
    const text = name ?? userPrincipalName;
    return typeof text === "string" ? text : null;
  } catch (error) {
    if (isUnknownValue(error)) return "not yet known";
    throw error;
  }
}
