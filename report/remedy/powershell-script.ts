/** A script of PowerShell for one place: each step with the findings that it mends, and what is there before and after. */
import { bareWord, type Command, cmdlet, powershell, shell } from "../../catalogue/command.ts";
import { accountControlFlags, type PlaceOfWork } from "../../catalogue/directory-change.ts";
import { dnsNameOfDomain } from "../../catalogue/distinguished-name.ts";
import { importing } from "../../catalogue/sync-server-commands.ts";
import type { Finding } from "../result.ts";
import type { Invocation } from "../steps.ts";
import { type Plan, type PlannedStep, type UndoStep, undoOf, valuesOf } from "./plan.ts";
import { directoryFunctions, parameters, tenantFunctions } from "./prologue.ts";
import { comment, heading } from "./remarks.ts";
import { inWords, textOf, type Values } from "./words.ts";

/** What marks a file of UTF-8 for Windows PowerShell 5.1, which otherwise reads letters as quotation marks. */
const byteOrderMark = "\uFEFF";

/** Where each script runs, and as whom. */
const hosts: Readonly<Record<PlaceOfWork, string>> = {
  directory: "a domain-joined computer with the module ActiveDirectory, as an administrator of the domain",
  "sync-server": "the server of the sync tool, as a local administrator",
  tenant: "any computer, signed in to the tenant as an administrator (az login)",
};

/** The script that carries out what is planned for a place; undefined where nothing is. */
export function script(plan: Plan, place: PlaceOfWork): string | undefined {
  const steps = plan.steps.filter(({ at }) => at === place);
  if (steps.length === 0) return undefined;
  return written(
    plan,
    place,
    "carries out",
    steps.flatMap((planned) => ["", ...lines(planned, planned.step)]),
  );
}

/** The script that takes it back, the last step first; undefined where nothing can be. */
export function undoScript(plan: Plan, place: PlaceOfWork): string | undefined {
  const steps = plan.steps.filter(({ at }) => at === place).map((planned) => ({ planned, undo: undoOf(planned.step) }));
  if (steps.every(({ undo }) => undo === null)) return undefined;
  const body = steps
    .toReversed()
    .flatMap(({ planned, undo }) => ["", ...(undo === null ? impossible(planned) : lines(planned, undo))]);
  return written(plan, place, "undoes", body);
}

function written(plan: Plan, place: PlaceOfWork, what: string, body: readonly string[]): string {
  const known = plan.steps.flatMap(({ at, findings }) => (at === place ? idsOf(findings) : []));
  const head = [
    comment(
      "Plan",
      `${what} the remediation plan of stack ${plan.stack}, made from what was judged at ${plan.judgedAt}`,
    ),
    comment("Where", hosts[place]),
    comment(
      "Look first",
      "with -WhatIf. Without -Confirm:$false it asks before each step. -Finding ID runs the steps of one finding",
    ),
    comment("Again", "a step that is done already does nothing, or sets the same once more"),
  ];
  const functions = { directory: directoryFunctions, "sync-server": "", tenant: tenantFunctions }[place];
  const all = [
    ...head,
    "",
    ...`${parameters}${functions}`.split("\n"),
    String(powershell`Assert-Known ${[...new Set(known)].toSorted()}`),
    ...body,
    "",
  ];
  return `${byteOrderMark}${all.join("\r\n")}`;
}

function lines(planned: PlannedStep, step: UndoStep): readonly string[] {
  return [...heading(planned, step), ...call(planned, step)];
}

function impossible(planned: PlannedStep): readonly string[] {
  const { what } = inWords(planned.step);
  return [
    comment(`Step ${planned.number}`, what),
    comment("  By hand", "nothing undoes this by itself, or what was there before was not observed"),
  ];
}

function call({ findings, number }: PlannedStep, step: UndoStep): readonly string[] {
  const ids = idsOf(findings);
  switch (step.do) {
    case "add entries":
      return [
        String(powershell`Edit-Permission -For ${ids} -How Grant -On ${step.on}${at(step.on)} -Value ${step.entries}`),
      ];
    case "remove entries":
      return [
        String(powershell`Edit-Permission -For ${ids} -How Remove -On ${step.on}${at(step.on)} -Value ${step.entries}`),
      ];
    case "remove entries of attribute":
    case "restore attribute": {
      const { before, after } = valuesOf(step);
      return [
        String(
          powershell`Edit-Descriptor -For ${ids} -On ${step.on}${at(step.on)} -Name ${step.attribute} -After ${after} -Before ${before}`,
        ),
      ];
    }
    case "take back entries":
      return [
        String(powershell`Edit-Permission -For ${ids} -How Return -On ${step.on}${at(step.on)} -Value ${step.entries}`),
      ];
    case "exchange entries":
      return [
        String(
          powershell`Edit-Permission -For ${ids} -How Exchange -On ${step.on}${at(step.on)} -Value ${step.entries} -By ${step.by}`,
        ),
      ];
    case "set inheritance":
      return [
        String(
          powershell`Edit-Permission -For ${ids} -How Inheritance -On ${step.on}${at(step.on)} -Value ${step.to ? "on" : "off"}`,
        ),
      ];
    case "set owner":
      return [
        String(powershell`Edit-Permission -For ${ids} -How Owner -On ${step.on}${at(step.on)} -Value ${step.owner}`),
      ];
    case "add member":
    case "remove member": {
      const server = step.domain === null ? powershell`` : powershell` -Server ${step.domain}`;
      const own = dnsNameOfDomain(step.member) ?? step.domain;
      const ofMember = own === null ? powershell`` : powershell` -MemberServer ${own}`;
      const how = step.do === "add member" ? "Join" : "Leave";
      return [
        String(
          powershell`Edit-Membership -For ${ids} -How ${how} -Group ${step.group}${server} -Member ${step.member}${ofMember}`,
        ),
      ];
    }
    case "set attribute": {
      const before = step.before === null ? powershell`` : powershell` -Before ${listOf(step.before)}`;
      return [
        String(
          powershell`Edit-Attribute -For ${ids} -On ${step.on}${at(step.on)} -Name ${step.attribute} -After ${listOf(step.after)}${before}`,
        ),
      ];
    }
    case "remove value":
      return [
        String(
          powershell`Edit-Value -For ${ids} -On ${step.on}${at(step.on)} -Name ${step.attribute} -Value ${textOf(step.value)}`,
        ),
      ];
    case "set account control":
      return [
        String(
          powershell`Edit-AccountControl -For ${ids} -On ${step.on}${at(step.on)} -Bit ${accountControlFlags[step.flag]} -To ${step.to ? "on" : "off"}`,
        ),
      ];
    case "run":
      return invocation(ids, `step ${number}`, step);
  }
}

function idsOf(findings: readonly Finding[]): readonly string[] {
  return findings.map(({ id }) => id);
}

/** The domain that is asked; nothing for a security identifier. */
function at(name: string): Command {
  const domain = dnsNameOfDomain(name);
  return domain === undefined ? powershell`` : powershell` -Server ${domain}`;
}

/** `@(24)`, and `@()` for an attribute that is absent. */
function listOf(values: Values): Command {
  const all = values.map((value) => ("integer" in value ? integer(value.integer) : powershell`${value.text}`));
  return powershell`@(${all})`;
}

/** A number of 32 bits stays one: an attribute of such integers takes no longer ones. */
function integer(digits: string): Command {
  const number = Number(digits);
  return Math.abs(number) < 2 ** 31 ? powershell`${number}` : powershell`([long]${digits})`;
}

function invocation(ids: readonly string[], target: string, { program, words }: Invocation): readonly string[] {
  const work =
    program === "az"
      ? [azure(words), "if ($LASTEXITCODE -ne 0) { throw 'az has failed; see what it says above.' }"]
      : [powershell`${importing(program)}${cmdlet(program)}${arguments_(words)}`];
  const asked = block(powershell`if ($PSCmdlet.ShouldProcess(${target}, ${program})) {`, work.map(String));
  const done = doneAlready(program, words);
  const looked =
    done === undefined
      ? asked
      : [
          String(powershell`if (${done}) { Write-Output ${`Already so: ${target}`} }`),
          ...block(powershell`else {`, asked),
        ];
  return block(powershell`if (Test-Chosen ${ids}) {`, looked);
}

function block(head: Command, lines: readonly string[]): readonly string[] {
  return [String(head), ...lines.map((line) => `  ${line}`), "}"];
}

/** What tells that it is done, where doing it again fails; undefined where it sets the same once more. */
function doneAlready(program: string, words: Invocation["words"]): Command | undefined {
  const values = words.flatMap((word) => ("value" in word ? [word.value] : []));
  const id = values.at(-1) ?? "";
  if (program === "Restore-MgDirectoryDeletedItem") return powershell`Test-User ${id}`;
  switch (program === "az" ? values.slice(0, 3).join(" ") : "") {
    case "ad sp create":
      return powershell`Test-ServicePrincipal ${id}`;
    case "ad sp delete":
      return powershell`-not (Test-ServicePrincipal ${id})`;
    default:
      return undefined;
  }
}

/** Several values in a row are a list of one parameter. */
function arguments_(words: Invocation["words"]): Command {
  return words.reduce<Command>((line, word, index) => {
    if ("parameter" in word) return powershell`${line} ${bareWord(word.parameter)}`;
    if ("ask" in word) return powershell`${line} (Get-Credential)`;
    const previous = words[index - 1];
    return previous !== undefined && "value" in previous
      ? powershell`${line}, ${word.value}`
      : powershell`${line} ${word.value}`;
  }, powershell``);
}

/** Words of the catalogue, and an object id: az is a batch file on Windows. */
function azure(words: Invocation["words"]): Command {
  const texts = words.flatMap((word) => ("value" in word ? [word.value] : []));
  return shell`az ${texts.map((text) => (/\d/.test(text) ? shell`${text}` : bareWord(text)))}`;
}
