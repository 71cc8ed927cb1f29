/**
 * Where PowerShell is not at hand: changes of attributes and members as LDIF, and grants as lines of dsacls. A single entry of
 * permissions can be written in neither.
 *
 * Sources: RFC 2849; https://learn.microsoft.com/previous-versions/windows/it-pro/windows-server-2012-r2-and-2012/cc731033(v=ws.11)
 */
import { batch } from "../../catalogue/command.ts";
import { type Plan, type PlannedStep, type PlanStep, type UndoStep, undoOf, valuesOf } from "./plan.ts";
import { comment, heading } from "./remarks.ts";
import { inWords, textOf } from "./words.ts";

/** Undefined where nothing of the plan can be written as LDIF. */
export function ldif(plan: Plan): string | undefined {
  return written(
    plan,
    "carries out",
    plan.steps.map((planned) => ({ planned, step: planned.step })),
  );
}

/** The last step first. */
export function undoLdif(plan: Plan): string | undefined {
  return written(
    plan,
    "undoes",
    plan.steps.toReversed().map((planned) => ({ planned, step: undoOf(planned.step) })),
  );
}

interface Written {
  readonly planned: PlannedStep;
  readonly step: UndoStep | null;
}

function written(plan: Plan, what: string, steps: readonly Written[]): string | undefined {
  const ofDirectory = steps.filter(({ planned }) => planned.at === "directory");
  const records = ofDirectory.map(({ planned, step }) => ({
    planned,
    step,
    lines: step === null ? null : record(step),
  }));
  if (records.every(({ lines }) => lines === null)) return undefined;
  // Some readers stop at remarks that no record follows, so what is not here is said first, without an empty line.
  const head = [
    comment(
      "Plan",
      `${what} the remediation plan of stack ${plan.stack}, made from what was judged at ${plan.judgedAt}`,
    ),
    comment(
      "How",
      "ldifde -i -k -f FILE, or ldapmodify -c -f FILE; -k and -c continue where a step has already been done",
    ),
    ...records.flatMap(({ planned, step, lines }) =>
      lines === null ? [comment(`Not here, step ${planned.number}`, whyNot(planned, step))] : [],
    ),
    "#",
  ];
  const body = records.flatMap(({ planned, step, lines }) =>
    lines === null || step === null ? [] : [[...heading(planned, step), ...lines].join("\n")],
  );
  return `${[...head, ""].join("\n")}${body.join("\n\n")}\n`;
}

function whyNot({ step: planned }: PlannedStep, step: UndoStep | null): string {
  const why = step === null ? "nothing undoes it by itself" : "LDIF cannot express it; use the PowerShell script";
  return `${inWords(step ?? planned).what} (${why})`;
}

/** Null for what takes more than LDIF: an entry of an object's own permissions, a bit of a value, a program. */
function record(step: UndoStep): readonly string[] | null {
  switch (step.do) {
    case "add member":
    case "remove member": {
      const group = objectName(step.group);
      const member = objectName(step.member);
      if (group === null || member === null) return null;
      return modification(group, step.do === "add member" ? "add" : "delete", "member", [member]);
    }
    case "set attribute":
      return modification(step.on, "replace", step.attribute, step.after.map(textOf));
    case "remove entries of attribute":
    case "restore attribute":
      return modification(step.on, "replace", step.attribute, [{ base64: valuesOf(step).after }]);
    default:
      return null;
  }
}

/** Domain controllers find an object by its security identifier too; a bare account name says nothing to them. */
function objectName(name: string): string | null {
  if (name.startsWith("S-1-")) return `<SID=${name}>`;
  return name.includes("=") ? name : null;
}

function modification(
  name: string,
  how: string,
  attribute: string,
  values: readonly (string | { readonly base64: string })[],
): readonly string[] {
  return [
    line("dn", name),
    "changetype: modify",
    `${how}: ${attribute}`,
    ...values.map((value) => (typeof value === "string" ? line(attribute, value) : `${attribute}:: ${value.base64}`)),
    "-",
  ];
}

/** In base64 where the text is no SAFE-STRING: a blank or a sign at its beginning, a blank at its end, other letters. */
export function line(name: string, value: string): string {
  const isSafe = /^(?![ :<])[ -~]+(?<! )$/.test(value);
  return isSafe ? `${name}: ${value}` : `${name}:: ${Buffer.from(value, "utf8").toString("base64")}`;
}

/** Grants for cmd.exe; undefined where the plan has none that dsacls can write. */
export function dsaclsScript(plan: Plan): string | undefined {
  const lines = plan.steps.flatMap((planned) => {
    const command = dsacls(planned.step);
    return command === null ? [] : ["", ...heading(planned, planned.step).map((text) => `rem ${text}`), command];
  });
  if (lines.length === 0) return undefined;
  return [
    "@echo off",
    `rem ${comment("Plan", `grants of the remediation plan of stack ${plan.stack}, made from what was judged at ${plan.judgedAt}`)}`,
    `rem ${comment("Undo", "dsacls removes every entry of an account at once; use the PowerShell script for it")}`,
    ...lines,
    "",
  ]
    .map((text) => (text.startsWith("rem ") ? harmlessInCmd(text) : text))
    .join("\r\n");
}

function dsacls(step: PlanStep): string | null {
  if (step.do === "set inheritance")
    return String(step.to ? batch`dsacls ${step.on} /P:N` : batch`dsacls ${step.on} /P:Y`);
  if (step.do !== "add entries" || step.dsacls === null) return null;
  const { to, inherit, rights } = step.dsacls;
  const grants = rights.map((right) => `${to}:${right}`);
  const scope = { "": batch``, S: batch` /I:S`, T: batch` /I:T` }[inherit];
  return String(batch`dsacls ${step.on}${scope} /G ${grants}`);
}

/** A line of cmd.exe has at most 8,191 characters. */
const longestRemark = 2000;

/** A remark of cmd.exe reads some signs even so: variables, redirections, and a caret at its end. */
function harmlessInCmd(text: string): string {
  return text
    .replace(/[^ -~]/gu, "?")
    .replace(/[%&|<>^!"]/g, "_")
    .slice(0, longestRemark);
}
