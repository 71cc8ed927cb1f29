/** Every remedy once more, with names that somebody chose so that a shell would run them. */
import { split } from "shlex";
import { expect } from "vitest";
import { cmdletModules } from "../../catalogue/cmdlets.ts";
import { Command } from "../../catalogue/command.ts";
import { judgeResource } from "../../policy/judgement/judge-resource.ts";
import type { DeclaredResource, Rule } from "../../policy/judgement/rule.ts";
import { parseLine } from "../powershell.ts";

/** Each runs calc, or brings it in as an argument of its own, where it is pasted without the right quotes. */
const hostile: readonly string[] = [
  "$(calc)",
  "`calc`",
  "'; calc; '",
  '"; calc; "',
  "\u2019; calc; \u2018",
  "\u201d; calc; \u201c",
  "\u201a; calc; \u201b",
  ";calc|calc&calc",
  "\ncalc",
  "\u0000calc",
  " --% calc",
  " \u2013calc",
  " -calc /calc",
  "%calc%",
  "!calc!",
  " calc\\",
];

/** Programs, whose options are not looked at, and cmdlets with their parameters. */
const known = new Map<string, readonly string[] | null>([
  ...["dsacls", "pulumi", "az", "npm"].map((program) => [program, null] as const),
  ...cmdletModules.flatMap(({ cmdlets }) => Object.entries(cmdlets)),
]);

const shellOf = (line: string) => (/^(?:pulumi|az|npm|npx) /.test(line) ? "both" : "PowerShell");

/** Judges with each of the hostile names in the place of every name, and reads each command of each remedy. */
export function expectSafeCommands(rule: Rule, declared: DeclaredResource, now: Date): void {
  for (const line of commandsIn(() => judgeResource(rule, declared, { now })))
    expect(undocumentedIn(line), `${rule.name}: ${line}`).toEqual([]);
  for (const ending of hostile) {
    const inputs = renamed(declared.inputs, "", ending) as DeclaredResource["inputs"];
    for (const line of commandsIn(() => judgeResource(rule, { ...declared, inputs }, { now })))
      expect(faultsOf(line, ending), `${rule.name}: ${line}`).toEqual([]);
  }
}

/** What is wrong with a command that a person would paste; a hostile name in it is one whole literal argument. */
export function faultsOf(line: string, ending: string): readonly string[] {
  if (/^\(a (?:name|value) in it cannot be written/.test(line)) return [];
  const { commands, parameters, literals, faults } = parseLine(line);
  const isWhole = (text: string) => !text.includes("calc") || unescaped(text).includes(ending);
  const count = (text: string) => text.split("calc").length;
  const inLiterals = literals.reduce((sum, text) => sum + count(text) - 1, 1);
  return [
    ...faults,
    ...commands.filter((name) => !known.has(name)),
    ...parameters.filter(([name, parameter]) => known.get(name)?.includes(parameter) === false).map(String),
    ...literals.filter((text) => !isWhole(text)),
    ...(inLiterals === count(line) ? [] : ["a name stands outside of quotes"]),
    ...(line.startsWith("dsacls ") ? literals.filter((text) => /^[-/@\u2013-\u2015]|"|\\$|^$/.test(text)) : []),
    ...(shellOf(line) === "both" ? split(line).filter((word) => !isWhole(word)) : []),
  ];
}

const modulesByPath = cmdletModules.filter(({ module }) => module.includes("\\"));

/**
 * What would not work as it stands: a cmdlet whose module a session finds by its path only, Microsoft Graph without sign-in
 * to a scope, and an object of Active Directory without the domain that is asked for it.
 */
export function undocumentedIn(line: string): readonly string[] {
  if (shellOf(line) === "both" || /^\(a (?:name|value) in it/.test(line)) return [];
  const { commands, calls } = parseLine(line);
  const withoutModule = modulesByPath.filter(
    ({ module, cmdlets }) =>
      commands.some((name) => Object.hasOwn(cmdlets, name)) && !line.startsWith(`Import-Module "${module}"; `),
  );
  const graph = commands.filter((name) => /-Mg/.test(name));
  return [
    ...withoutModule.map(({ module }) => `${module} is not loaded`),
    ...(graph.length > 0 && !line.startsWith("Connect-MgGraph -Scopes ") ? ["nobody has signed in to Graph"] : []),
    ...calls.filter((call) => / -Identity ["'](?:CN|OU|DC)=/i.test(call) && !/ -Server ["']/.test(call)),
  ];
}

/** The lines that commands become in the texts of verdicts. */
function commandsIn(judge: () => unknown): readonly string[] {
  const made: string[] = [];
  const original = Command.prototype.toString;
  Command.prototype.toString = function (this: Command) {
    const line = original.call(this);
    made.push(line);
    return line;
  };
  try {
    judge();
  } finally {
    Command.prototype.toString = original;
  }
  return made;
}

/** The value with a hostile ending at each name. */
function renamed(value: unknown, key: string, ending: string): unknown {
  if (Array.isArray(value)) return value.map((entry) => renamed(entry, key, ending));
  if (typeof value === "object" && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, renamed(entry, name, ending)]));
  return typeof value === "string" && isName(value, key) ? withEnding(value, ending) : value;
}

function isName(text: string, key: string): boolean {
  return (
    /^(?:CN|OU|DC)=|[\\@$]|\.(?:example|test|com)$/i.test(text) ||
    /(?:name|group|server|forest|domain|member|trustee|title|policy|units|path|scope)s?$/i.test(key)
  );
}

function withEnding(name: string, ending: string): string {
  const [, first = name, rest = ""] = /^((?:CN|OU|DC)=[^,]*)(,.*)$/is.exec(name) ?? /^([^@]*)(@.*)$/s.exec(name) ?? [];
  return `${first}${ending}${rest}`;
}

/** The characters of a distinguished name that are written as the digits of their bytes. */
function unescaped(text: string): string {
  return text.replace(/(?:\\[0-9A-F]{2})+/g, (bytes) =>
    Buffer.from(bytes.replaceAll("\\", ""), "hex").toString("utf8"),
  );
}
