/**
 * What a remedy changes, exact enough to be carried out and taken back, as it travels in a result. Someone may have written
 * a result by hand, so every text is held to what can stand in a script: names in their plain spelling, identifiers,
 * entries, and cmdlets of the catalogue.
 */
import * as z from "zod";
import { type GrantChange, grantText, scopeOf } from "../catalogue/change-commands.ts";
import { cmdletModules } from "../catalogue/cmdlets.ts";
import { controlAccessRights } from "../catalogue/control-access-rights.ts";
import {
  type AttributeValue,
  accountControlFlags,
  type Change,
  placesOfWork,
  type RunWord,
} from "../catalogue/directory-change.ts";
import { dnsNameOfDomain } from "../catalogue/distinguished-name.ts";
import type { Way } from "../catalogue/permissions/requirement.ts";
import { plainName, plainNamePattern } from "../catalogue/plain-name.ts";
import { attributeGuids, classGuids } from "../catalogue/schema-objects.ts";
import { valueWithout } from "./descriptor-value.ts";

const guid = "[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}";
const sidText = "S-1-[0-9]{1,14}(?:-[0-9]{1,10}){1,15}";
const entryPattern = new RegExp(
  `^\\((?:A|D|OA|OD);(?:[A-Z]{2})*;(?:(?:[A-Z]{2})+|0x[0-9a-fA-F]{1,8});(?:${guid})?;(?:${guid})?;(?:${sidText}|[A-Z]{2})\\)$`,
);
const sidPattern = new RegExp(`^${sidText}$`);

const name = z.string().max(4096).regex(plainNamePattern).describe("Distinguished name, in a spelling of plain ASCII.");
const sid = z.string().regex(sidPattern).describe("Security identifier.");
const nameOrSid = z.union([name, sid]);
const entry = z.string().regex(entryPattern).describe("Access control entry in SDDL.");
const attribute = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9-]{0,63}$/)
  .describe("lDAPDisplayName.");
const attributeValue = z.union([
  z.strictObject({ integer: z.string().regex(/^-?[0-9]{1,19}$/) }),
  z.strictObject({
    text: z
      .string()
      .max(1024)
      .regex(/^[ -~]+$/),
  }),
]);
const values = z.array(attributeValue);

const word = z.union([
  z.strictObject({ parameter: z.string().regex(/^-[A-Za-z]{1,64}$/) }),
  z.strictObject({
    value: z
      .string()
      .min(1)
      .max(4096)
      .regex(/^[ -~]+$/),
  }),
  z.strictObject({ ask: z.literal("credential").describe("Asked of the person who runs it.") }),
]);
const program = z
  .string()
  .refine((text) => isKnownProgram(text), "is not a program that a remedy uses")
  .describe("A cmdlet, or az.");
const invocation = z.strictObject({ program, words: z.array(word).max(64) });

const step = z.discriminatedUnion("do", [
  z.strictObject({
    do: z.literal("add entries"),
    on: name,
    entries: z.array(entry).min(1),
    dsacls: z
      .strictObject({
        to: z
          .string()
          .max(300)
          .regex(/^[A-Za-z0-9 _.-]+\\[A-Za-z0-9 _.$-]+$/),
        inherit: z.enum(["", "S", "T"]).describe("What stands after /I: objects below only, or this one too."),
        rights: z.array(z.string().regex(/^[A-Z]{2}(?:;[A-Za-z0-9 -]*){0,2}$/)),
      })
      .nullable()
      .describe("The same for dsacls; null where it cannot be written for it."),
  }),
  z.strictObject({ do: z.literal("remove entries"), on: name, entries: z.array(entry).min(1) }),
  z.strictObject({
    do: z.literal("remove entries of attribute"),
    on: name,
    attribute: z.literal("msDS-GroupMSAMembership"),
    entries: z.array(entry).min(1),
    before: z.base64().max(200_000).describe("The whole value, a security descriptor, with these entries."),
  }),
  z.strictObject({ do: z.literal("set inheritance"), on: name, to: z.boolean() }),
  z.strictObject({ do: z.literal("set owner"), on: name, owner: sid, before: sid.nullable() }),
  z.strictObject({
    do: z.enum(["add member", "remove member"]),
    group: z.union([name, sid, z.string().regex(/^[A-Za-z0-9 _.$-]{1,256}$/)]),
    domain: z
      .string()
      .max(255)
      .regex(/^[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*$/)
      .nullable()
      .describe("DNS name of the domain of the group."),
    member: nameOrSid,
  }),
  z.strictObject({
    do: z.literal("set attribute"),
    on: name,
    attribute,
    before: values.nullable().describe("Null where it was not observed."),
    after: values.describe("Empty to clear it."),
  }),
  z.strictObject({ do: z.literal("remove value"), on: name, attribute, value: attributeValue }),
  z.strictObject({
    do: z.literal("set account control"),
    on: nameOrSid,
    flag: z.enum(Object.keys(accountControlFlags) as [keyof typeof accountControlFlags]),
    to: z.boolean(),
  }),
  z.strictObject({
    do: z.literal("run"),
    at: z.enum(placesOfWork),
    ...invocation.shape,
    undo: invocation.nullable().describe("Null where nothing undoes it by itself."),
  }),
]);

/** A run as a whole is held to the catalogue too, and a value to the entries that are said to be in it. */
export const stepsSchema = z
  .array(
    step
      .refine(
        (each) => each.do !== "run" || (isKnownRun(each) && (each.undo === null || isKnownRun(each.undo))),
        "has a parameter or a word that no remedy uses",
      )
      .refine(
        (each) => each.do !== "remove entries of attribute" || valueWithout(each.before, each.entries) !== undefined,
        "has entries that are not in the value",
      ),
  )
  .describe(
    "What the remedy changes, in its order, where a script can do it: one way of several, where the sentences name several. Empty where a person has to.",
  );

export type Step = z.output<typeof step>;
export type Invocation = z.output<typeof invocation>;

const known = new Map(cmdletModules.flatMap(({ cmdlets }) => Object.entries(cmdlets)));

/** What az is asked for, and the words that may follow. */
const azure = /^ad (?:sp (?:create|delete|update)|user update)$/;
const azureWords = new RegExp(`^(?:--id|--set|--account-enabled|accountEnabled=(?:true|false)|true|false|${guid})$`);

function isKnownProgram(program: string): boolean {
  return program === "az" || known.has(program);
}

function isKnownRun({ program, words }: Invocation): boolean {
  if (program !== "az")
    return words.every((each) => !("parameter" in each) || known.get(program)?.includes(each.parameter) === true);
  const texts = words.map((each) => ("value" in each ? each.value : ""));
  return azure.test(texts.slice(0, 3).join(" ")) && texts.slice(3).every((text) => azureWords.test(text));
}

/** The steps of a remedy; none where one of its changes cannot be written exactly, which then is for a person as a whole. */
export function stepsOf(changes: readonly Change[]): readonly Step[] {
  const all = changes.map(stepOf);
  const steps = all.filter((each) => each !== undefined);
  const parsed = stepsSchema.safeParse(steps);
  return steps.length === all.length && parsed.success ? parsed.data : [];
}

function stepOf(change: Change): Step | undefined {
  switch (change.change) {
    case "run": {
      const { at, program, undo } = change;
      return {
        do: "run",
        at,
        program,
        words: change.words.map(plainWord),
        undo: undo === undefined ? null : { program: undo.program, words: undo.words.map(plainWord) },
      };
    }
    case "add member":
    case "remove member": {
      const { group, member } = change;
      const domain = change.domain ?? dnsNameOfDomain(group) ?? null;
      return { do: change.change, group: plainName(group) ?? group, domain, member: plainName(member) ?? member };
    }
    case "set account control":
      return { do: change.change, on: plainName(change.on) ?? change.on, flag: change.flag, to: change.to };
    default:
      return objectStep(change, plainName(change.on));
  }
}

type ObjectChange = Exclude<
  Change,
  { readonly change: "run" | "add member" | "remove member" | "set account control" }
>;

function objectStep(change: ObjectChange, on: string | undefined): Step | undefined {
  if (on === undefined) return undefined;
  switch (change.change) {
    case "grant": {
      const entries = change.ways.map((way) => entryFor(way, change));
      if (entries.includes(undefined)) return undefined;
      return { do: "add entries", on, entries: entries.flatMap((each) => each ?? []), dsacls: dsaclsFor(change) };
    }
    case "remove entry":
      return change.of === undefined
        ? { do: "remove entries", on, entries: [change.entry] }
        : {
            do: "remove entries of attribute",
            on,
            attribute: change.of.attribute,
            entries: [change.entry],
            before: change.of.value,
          };
    case "inherit permissions":
    case "stop inheriting permissions":
      return { do: "set inheritance", on, to: change.change === "inherit permissions" };
    case "set owner":
      return { do: "set owner", on, owner: change.owner, before: change.before ?? null };
    case "set attribute": {
      const { attribute, before, after } = change;
      const isPlain = before?.every((value) => typeof value === "number" || /^[ -~]{1,1024}$/.test(value));
      const isNumber = [...(before ?? []), ...after].some((value) => typeof value === "number");
      const written = (all: readonly AttributeValue[]) =>
        all.map((value) => (isNumber ? { integer: String(value) } : { text: String(value) }));
      return {
        do: "set attribute",
        on,
        attribute,
        before: before !== undefined && isPlain === true ? written(before) : null,
        after: written(after),
      };
    }
    case "remove value":
      return { do: "remove value", on, attribute: change.attribute, value: { text: change.value } };
  }
}

function plainWord(each: RunWord): RunWord {
  return "value" in each ? { value: plainName(each.value) ?? each.value } : each;
}

/** The entry that gives a way, as {@link Way} is meant: on the object itself, or handed down to those of a class. */
function entryFor({ action, on }: Way, { sid, guids }: GrantChange): string | undefined {
  const schema: Readonly<Record<string, string | undefined>> = { ...attributeGuids, ...classGuids, ...guids };
  const onChildren = action.do === "create" || action.do === "delete children";
  const flags = on === "domain root" ? "" : onChildren ? "CI" : "CIIO";
  const heir = on === "domain root" || onChildren ? "" : schema[on.newObjects];
  const [rights, type] = rightsOf(action, schema);
  if (heir === undefined || type === undefined) return undefined;
  return `(${heir === "" && type === "" ? "A" : "OA"};${flags};${rights};${type};${heir};${sid})`;
}

function rightsOf(
  action: Way["action"],
  schema: Readonly<Record<string, string | undefined>>,
): readonly [rights: string, objectType: string | undefined] {
  switch (action.do) {
    case "read all properties":
      return ["RP", ""];
    case "write all properties":
      return ["WP", ""];
    case "write":
      return ["WP", schema[action.attribute]];
    case "use":
      return ["CR", controlAccessRights[action.right].guid];
    case "create":
      return ["CC", schema[action.child]];
    case "delete children":
      return ["DC", schema[action.child]];
    case "delete":
      return ["SD", ""];
  }
}

function dsaclsFor({ to, ways }: GrantChange): Extract<Step, { readonly do: "add entries" }>["dsacls"] {
  const [first] = ways;
  if (first === undefined || !/^[A-Za-z0-9 _.-]+\\[A-Za-z0-9 _.$-]+$/.test(to)) return null;
  return { to, inherit: scopeOf(first), rights: ways.map(grantText) };
}
