/** A result with findings of every kind. */
import { legible } from "../../catalogue/legible.ts";
import { noTerms, type Terms } from "../../contract/terms.ts";
import type { DeclaredResource } from "../../policy/judgement/rule.ts";
import { makeResult } from "../../report/make-result.ts";
import type { AcceptedFinding, Finding, Result } from "../../report/result.ts";
import { createdAdministrator, examples, noAccess, resource, snapshot, today } from "../policy/examples.ts";

const gmsa = examples["group managed service account"]();
const administrator = examples["entra administrator"]();
const tenant = examples.tenant();

const resources: readonly DeclaredResource[] = [
  { ...resource("connector account", examples["connector account"]()), name: "connector" },
  {
    ...resource("group managed service account", {
      ...gmsa,
      observed: {
        ...gmsa.observed,
        evidence: snapshot("2026-11-20T07:00:00Z"),
        details: { ...gmsa.observed.details, encryptionTypes: { observed: 4 } },
      },
    }),
    name: "gmsa",
  },
  {
    ...resource("entra administrator", { ...administrator, observed: { ...administrator.observed, user: noAccess } }),
    name: "administrator",
  },
  {
    ...resource("entra administrator", {
      ...createdAdministrator(),
      account: "cloud-sync-hybrid-identity-administrator",
    }),
    name: "created",
  },
  {
    ...resource("entra connector identity", { ...examples["entra connector identity"](), kind: "user" }),
    name: "user",
  },
  { ...resource("attested account", { ...examples["attested account"](), attestation: null }), name: "local" },
  { ...resource("forest", examples.forest()), name: "fabrikam.example" },
  {
    ...resource("tenant", { ...tenant, observed: { ...tenant.observed, syncService: noAccess } }),
    name: "tenant",
  },
];

const obtained = {
  stack: "production",
  by: "check",
  clock: today,
  program: "1.2.3",
  appliedStack: false,
  stops: ["hybrid-sync:guardRails names nobody@x.example: the tenant has no such user."],
  placeOf: ({ name }: DeclaredResource) => ({ file: "Pulumi.production.yaml", path: `connectSync.${name}`, line: 7 }),
} as const;

/** What the stack has decided: an exception for one finding, one that accepts nothing, and a baseline for another. */
function terms(): Terms {
  const { findings } = makeResult(resources, obtained);
  const idOf = (rule: string) => findings.find((finding) => finding.rule === rule)?.id ?? "";
  const exception = {
    reason: "The agent is replaced in January",
    approvedBy: "R. Okafor",
    ticket: "CHG-7",
    grantedOn: "2026-11-01",
    expires: "2026-12-31",
    acceptUnverified: false,
  };
  return {
    ...noTerms,
    exceptions: [
      { ...exception, rule: "gmsa-encryption-types", finding: idOf("gmsa-encryption-types") },
      { ...exception, rule: "gmsa-takeover", finding: "HS-000000000000" },
    ],
    baseline: {
      recordedOn: "2026-11-01",
      recordedBy: "Maria Lopez",
      reason: "What was there when we began",
      lastDay: "2026-12-31",
      findings: [{ id: idOf("attestation-valid"), rule: "attestation-valid", level: "mandatory" }],
    },
  };
}

/** The same each time. @param arranged in which order the resources come; that above when absent */
export function result(
  arranged: (all: readonly DeclaredResource[]) => readonly DeclaredResource[] = (all) => all,
): Result {
  const decided = terms();
  return makeResult(
    arranged(resources).map((one) => ({ ...one, inputs: { ...one.inputs, terms: decided } })),
    obtained,
  );
}

/** What somebody could name an object, so that a report does what they want. */
const hostile: readonly string[] = [
  "<script>alert(1)</script>",
  '"><img src=x onerror=alert(1)>',
  "</details></summary><h1>owned",
  "[click](https://evil.example/x)",
  "![x](https://evil.example/x.png)",
  "https://evil.example/path",
  "www.evil.example",
  "@everyone @org/team #1 !2 GH-3 GL-4 $5 %6 &7 ~bug org/repo#4 [issue:8]",
  "da39a3ee5e6b4b0d3255bfef95601890afd80709",
  "mail@evil.example",
  "**bold** _it_ ~~gone~~ `code`",
  "```\n# heading\n```",
  "| cell | cell |",
  "# heading",
  "\n\n- list",
  "<!-- comment --> -->",
  '=HYPERLINK("https://evil.example")',
  "+cmd|' /C calc'!A0",
  "-2+3",
  "@SUM(1)",
  "\t=1+1",
  "＝1+1",
  "\u001b[2J\u001b]0;owned\u0007",
  "\u202egnp.exe",
  "]]></failure><!DOCTYPE x [<!ENTITY y SYSTEM 'file:///etc/passwd'>]>&y;",
  "&lt;b&gt; &amp;",
  "\u0000\u0008\ufffe\uffff\ud800",
  "::error file=x::owned",
  "##vso[task.setvariable variable=x]owned",
  "%0A::warning::x",
];

/** A result in which whatever comes from others is hostile, each finding in another way. */
export function hostileResult(): Result {
  const safe = result();
  const [first] = safe.findings as [Finding];
  const text = (name: string) => legible(name);
  return {
    ...safe,
    stack: text("a-->b<script>"),
    stops: hostile.map(text),
    permissions: (safe.permissions ?? []).map((row, index) => {
      const name = text(hostile[index % hostile.length] ?? "");
      return { ...row, name, domain: name, resource: name, title: name, permission: name, objectClass: name };
    }),
    takeovers: hostile.map((name) => ({
      finding: "HS-000000000000",
      rule: text(name),
      account: null,
      resource: text(name),
      verdict: "unmet",
      level: "mandatory",
      nodes: [
        { name: text(name), kind: text(name) },
        { name: "svc", kind: "user" },
      ],
      steps: [{ words: text(name), certain: false }],
    })),
    topology: {
      nodes: hostile.map((name) => ({
        id: text(name),
        kind: "server",
        name: text(name),
        tool: "cloud-sync",
        note: text(name),
        account: null,
        resource: null,
      })),
      edges: hostile.map((name) => ({ from: text(name), to: text(hostile[0] ?? ""), words: text(name) })),
    },
    seen: hostile.map(text),
    accounts: safe.accounts.map((account, index) => ({
      ...account,
      name: text(hostile[index % hostile.length] ?? ""),
      evidence: text(hostile[(index + 7) % hostile.length] ?? ""),
    })),
    notices: hostile.map((name) => ({ level: "advisory", message: text(name) })),
    accepted: hostile.map((name) => ({
      ...(safe.accepted[0] as AcceptedFinding),
      about: text(name),
      subject: text(name),
      fact: text(name),
      decidedBy: text(name),
      reason: text(name),
      ticket: text(name),
    })),
    findings: hostile.map((name, index) => ({
      ...first,
      id: `HS-${String(index).padStart(12, "0")}`,
      about: text(name),
      subject: text(name),
      fact: text(`is in ${name}`),
      consequence: text(name),
      remedy: text(`Run: Remove-It "${name}"`),
      reference: text(`javascript:${name}`),
      place: { file: `dir with space/${text(name)}.yaml`, path: text(name), line: 3 },
    })),
  };
}

/** What cannot be verified for reasons in which others have put names. */
export function causesOfOthers(): Result {
  const safe = result();
  const [first] = safe.findings as [Finding];
  const findings = hostile.flatMap((name, index) =>
    [0, 1].map((place) => ({
      ...first,
      id: `HS-${String(2 * index + place).padStart(12, "0")}`,
      verdict: "unobservable" as const,
      consequence: null,
      note: null,
      cause: legible(`the reader cannot read ${name}`),
      remedy: legible(`Grant it on ${name}`),
      reference: "https://evil.example/documentation",
    })),
  );
  return { ...safe, findings, stops: [] };
}

/** Texts that nobody would read, and more of them than a comment or a page holds. */
export function longTexts(): Result {
  const safe = result();
  const long = "#".repeat(70_000);
  return {
    ...safe,
    stack: "s".repeat(70_000),
    stops: [long, ...Array.from({ length: 500 }, (_, index) => `Stops for reason ${index}: ${"x".repeat(300)}`)],
    notices: Array.from({ length: 5_000 }, (_, index) => ({
      level: "advisory" as const,
      message: `Exception ${index} accepts nothing`,
    })),
    findings: safe.findings.flatMap((finding) =>
      Array.from({ length: 20 }, (_, index) => ({
        ...finding,
        id: `${finding.id.slice(0, 13)}${String(index).padStart(2, "0")}`,
        fact: index === 0 ? finding.fact : long,
        cause: null,
      })),
    ),
  };
}

/** Five thousand findings, as a forest that nobody ever cleaned has them. */
export function largeResult(): Result {
  const safe = result();
  const findings = Array.from({ length: 5_000 }, (_, index) => ({
    ...(safe.findings[index % safe.findings.length] as Finding),
    id: `HS-${String(index).padStart(12, "0")}`,
    subject: `CN=Object ${index},OU=Somewhere,DC=fabrikam,DC=example`,
    // Each for itself: what has one cause is one section, however many there are.
    cause: null,
  }));
  return { ...safe, findings };
}
