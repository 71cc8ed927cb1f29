/**
 * The one result: what was judged about a stack, and how it was obtained. Everything that is shown, or handed to another
 * program, is made of it and of nothing else. docs/result.schema.json is made from this schema.
 */
import * as z from "zod";
import { accounts } from "../catalogue/accounts.ts";
import { toolIds } from "../catalogue/tools.ts";
import { verdictWords } from "../catalogue/verdicts.ts";
import { exitCodes } from "./exit-codes.ts";
import { stepsSchema } from "./steps.ts";

/** Raised by a change after which an older reader would misread the file. What is added does not raise it. */
export const resultVersion = 1;

const verdict = z.enum(Object.keys(verdictWords) as [keyof typeof verdictWords]);
const level = z.enum(["mandatory", "advisory"]).describe("At which level it counts.");
const severity = z.enum(["critical", "high", "medium", "low"]);
const accountId = z.enum(Object.keys(accounts) as [keyof typeof accounts]);
const count = z.int().nonnegative();

const account = z.strictObject({
  account: accountId,
  title: z.string().describe("Microsoft's name of the account."),
  tool: z.enum(toolIds as unknown as [(typeof toolIds)[number]]),
  name: z.string().nullable().describe("As declared; null where it has none yet."),
  verdict: verdict.describe("The worst of what the rules conclude."),
  level: level.nullable().describe("The level at which the verdict violates; null when it does not."),
  evidence: z.string().describe("What was seen, in one short line."),
  configured: z.boolean().describe("Whether the stack configures the tool at all."),
});

const tenantFact = z.strictObject({
  rule: z.string(),
  title: z.string().describe("What should be so."),
  verdict,
  level: level.nullable(),
  evidence: z.string(),
});

const place = z.strictObject({
  file: z.string().describe("The stack's file, as it was named."),
  path: z.string().describe("The setting, as Pulumi writes it: connectSync.accounts.serviceAccount."),
  line: z.int().positive(),
});

const finding = z.strictObject({
  id: z.string().describe("Stands for this finding in every run, wherever it is found: HS-3f9a1c2bk7qm."),
  rule: z.string(),
  title: z.string(),
  severity,
  level,
  verdict: verdict.describe('"unmet", or what could not be verified: "unobservable" and "undecided".'),
  about: z.string().describe("The account, the forest or the tenant in whose group it is shown."),
  account: accountId.nullable(),
  resource: z.string().describe("Name of the resource in Pulumi."),
  subject: z.string().describe("Whom or what it is about."),
  fact: z.string().describe("What was seen: the rest of a sentence that begins with the subject."),
  item: z
    .string()
    .nullable()
    .default(null)
    .describe("The one thing in the fact by which it differs from findings that are shown together with it."),
  cause: z
    .string()
    .nullable()
    .default(null)
    .describe("Why it cannot be verified; findings with the same cause and remedy are shown together."),
  consequence: z.string().nullable().describe("What goes wrong because of it."),
  note: z
    .string()
    .nullable()
    .describe("What an exception or the baseline has to do with it, where it does not accept it."),
  remedy: z.string().describe("The remedy, in sentences; a command stands at the end."),
  reference: z.string().describe("Where Microsoft says so."),
  place: place.nullable().describe("Where the stack declares what it is about."),
  steps: stepsSchema.optional().describe("Absent in a result of an earlier version, which did not keep them."),
});

const accepted = z
  .strictObject({
    ...finding.shape,
    level: level.describe("At which level it would count."),
    verdict: verdict.describe("What it would be otherwise."),
    by: z.enum(["exception", "baseline"]),
    decidedBy: z.string(),
    decidedOn: z.string().describe("2026-12-31, as every day."),
    reason: z.string(),
    ticket: z.string().nullable(),
    lastDay: z.string().describe("The last day on which the decision counts."),
    daysLeft: z.int(),
  })
  .omit({ note: true });

const notice = z.strictObject({
  level: z.enum(["mandatory", "advisory", "information"]),
  message: z.string(),
});

const permission = z.strictObject({
  account: accountId,
  name: z.string().nullable().describe("The account, as declared."),
  resource: z.string().describe("Name of the resource in Pulumi."),
  domain: z.string().describe("DNS name."),
  feature: z.string().describe('The feature that needs it, as in the stack\'s configuration; or "basic-read".'),
  title: z.string().describe("Microsoft's name of the feature."),
  permission: z.string().describe("What the account has to be allowed to do: Write lockoutTime."),
  objectClass: z.string().nullable().describe("On objects of which class; null for the root of the domain itself."),
  objects: z
    .strictObject({ inScope: count, held: count })
    .nullable()
    .describe("How many objects of the class are in scope, and for how many it is held; null where that was not read."),
  verdict: verdict.describe("The worst of what the rules conclude."),
  level: level.nullable(),
  findings: z.array(z.string()).describe("Ids of the findings that report it, accepted ones among them."),
});

const takeover = z.strictObject({
  finding: z.string().describe("Id of the finding, which may be an accepted one."),
  rule: z.string(),
  account: accountId.nullable(),
  resource: z.string().describe("Name of the resource in Pulumi."),
  verdict,
  level: level.nullable(),
  nodes: z
    .array(z.strictObject({ name: z.string(), kind: z.string().describe("user, group, computer, container, …") }))
    .describe("From everyone who could do it to what is taken over."),
  steps: z
    .array(
      z.strictObject({
        words: z.string(),
        certain: z.boolean().describe("Whether it hands the next node over by itself."),
      }),
    )
    .describe("Between each node and the next one."),
});

const topologyNode = z.strictObject({
  id: z.string(),
  kind: z.enum(["forest", "domain", "account", "server", "tenant"]),
  name: z.string(),
  tool: z.enum(toolIds as unknown as [(typeof toolIds)[number]]).nullable(),
  note: z.string().nullable().describe("What else there is to say, in a few words."),
  account: accountId.nullable(),
  resource: z.string().nullable().describe("Name of the resource in Pulumi, of an account."),
});

const topologySchema = z.strictObject({
  nodes: z.array(topologyNode),
  edges: z.array(z.strictObject({ from: z.string(), to: z.string(), words: z.string() })),
});

const judged = z.strictObject({
  rule: z.string(),
  resource: z.string(),
  account: accountId.nullable(),
  subject: z.string(),
  verdict,
  level: level.nullable(),
  fact: z.string(),
});

const directory = z.strictObject({
  forest: z.string(),
  source: z.enum(["live", "snapshot", "none"]),
  domainController: z.string().nullable(),
  domainControllers: z.array(z.strictObject({ domain: z.string(), names: z.array(z.string()) })),
  reader: z.string().nullable().describe("As whom the directory was read."),
  recordedAt: z.string().nullable().describe("When the snapshot was recorded."),
  edited: z.boolean().describe("Whether the snapshot was changed after it was recorded."),
  pseudonyms: z
    .boolean()
    .default(false)
    .describe("Whether the names are pseudonyms, because the real ones are not given."),
});

const obtained = z.strictObject({
  by: z
    .enum(["check", "preview", "state"])
    .describe("Observed by check, or by a preview of the engine, or judged by what the engine recorded last."),
  at: z.string().describe("The moment by which the rules judged, ISO 8601 in UTC."),
  program: z.string().describe("Version of hybrid-sync."),
  node: z.string().describe("Version of Node."),
  appliedStack: z.boolean().describe("Whether what the engine recorded of the stack was taken into account."),
  directories: z.array(directory),
});

const byLevel = z.strictObject({ mandatory: count, advisory: count });

export const resultSchema = z
  .strictObject({
    format: z.literal("hybrid-sync result"),
    version: z.literal(resultVersion),
    stack: z.string(),
    obtained,
    summary: z.strictObject({
      accounts: z.partialRecord(verdict, count).describe("Accounts of the stack by verdict."),
      findings: z.strictObject({ ...byLevel.shape, bySeverity: z.record(severity, byLevel) }),
      accepted: z.strictObject({ exception: count, baseline: count }),
      notVerified: byLevel.describe("Findings that say what could not be verified; they are among the findings."),
    }),
    accounts: z.array(account),
    tenant: z.array(tenantFact).describe("What is judged about the tenant itself; empty where it is not observed."),
    seen: z.array(z.string()).describe("Which objects of Active Directory the verdicts rest on."),
    findings: z.array(finding).describe("The most severe first."),
    accepted: z.array(accepted).describe("Findings that an exception or the baseline accepts, the most severe first."),
    notices: z.array(notice).describe("What has become of exceptions and baseline."),
    stops: z.array(z.string()).describe("What stops a preview besides the rules."),
    permissions: z
      .array(permission)
      .optional()
      .describe("What each account may do for each feature, by domain. Absent in what an earlier version wrote."),
    takeovers: z.array(takeover).optional().describe("The ways of takeover, as pictures show them. Absent likewise."),
    topology: topologySchema
      .optional()
      .describe("Forests, domains, accounts, servers and the tenant, and what leads where. Absent likewise."),
    verdicts: z.array(judged).describe("Everything that the rules concluded, except where they do not apply."),
  })
  .describe("What hybrid-sync concluded about a stack.");

export type Result = z.output<typeof resultSchema>;
export type Finding = Result["findings"][number];
export type AcceptedFinding = Result["accepted"][number];
export type AccountResult = Result["accounts"][number];
export type TenantResult = Result["tenant"][number];
export type PermissionResult = NonNullable<Result["permissions"]>[number];
export type TakeoverResult = NonNullable<Result["takeovers"]>[number];
export type Topology = NonNullable<Result["topology"]>;
export type Severity = Finding["severity"];

/** From the most severe to the least. */
export const severities = severity.options;

/** Whether what a finding is about could not be verified. */
export function isUnverified({ verdict }: Pick<Finding, "verdict">): boolean {
  return verdict === "unobservable" || verdict === "undecided";
}

/**
 * Whether a reference can be shown as a link. Someone may have written the result by hand, and would have it lead anywhere
 * under the name of Microsoft's documentation.
 */
export function isAddress(reference: string): boolean {
  return /^https:\/\/(?:[\w-]+\.)*microsoft\.com(?:\/[\w./?#=&%-]*)?$/.test(reference);
}

/** How a command ends that shows it. */
export function exitCodeOf({ findings, notices, stops }: Pick<Result, "findings" | "notices" | "stops">): number {
  if (notices.some((notice) => notice.level === "mandatory")) return exitCodes.blocked;
  const mandatory = findings.filter((finding) => finding.level === "mandatory");
  if (mandatory.some((finding) => !isUnverified(finding))) return exitCodes.blocked;
  return mandatory.length > 0 || stops.length > 0 ? exitCodes.unverified : exitCodes.clean;
}
