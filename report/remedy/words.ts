/** A step in words: what is there before, and what is there after. */
import { legible } from "../../catalogue/legible.ts";
import type { Step } from "../steps.ts";
import type { UndoStep } from "./plan.ts";

export interface InWords {
  readonly what: string;
  readonly before: string;
  readonly after: string;
}

export function inWords(step: UndoStep): InWords {
  switch (step.do) {
    case "add entries": {
      const entries = step.entries.join(" ");
      return { what: `add to the permissions of ${step.on}`, before: `without ${entries}`, after: `with ${entries}` };
    }
    case "remove entries":
    case "take back entries": {
      const entries = step.entries.join(" ");
      const what = `take out of the permissions of ${step.on}`;
      return { what, before: `with ${entries}`, after: `without ${entries}` };
    }
    case "remove entries of attribute":
    case "restore attribute": {
      const entries = step.entries.join(" ");
      const [without, present] = [`without ${entries}`, `with ${entries}`];
      return step.do === "restore attribute"
        ? { what: `restore ${step.attribute} of ${step.on}`, before: without, after: present }
        : { what: `take out of ${step.attribute} of ${step.on}`, before: present, after: without };
    }
    case "exchange entries": {
      const what = `exchange in the permissions of ${step.on}`;
      return { what, before: `with ${step.entries.join(" ")}`, after: `with ${step.by.join(" ")} instead` };
    }
    case "set inheritance": {
      const state = (on: boolean) => (on ? "inherits permissions" : "inherits no permissions");
      const what = `turn inheritance ${step.to ? "on" : "off"} on ${step.on}`;
      return { what, before: state(!step.to), after: state(step.to) };
    }
    case "set owner":
      return {
        what: `change the owner of ${step.on}`,
        before: step.before ?? "not observed",
        after: step.owner,
      };
    case "add member":
    case "remove member": {
      const [before, after] = step.do === "add member" ? ["no member", "member"] : ["member", "no member"];
      const what = `${step.do === "add member" ? "add to" : "remove from"} the group ${step.group}: ${step.member}`;
      return { what, before, after };
    }
    case "set attribute":
      return {
        what: `set ${step.attribute} of ${step.on}`,
        before: step.before === null ? "not observed" : valuesInWords(step.before),
        after: valuesInWords(step.after),
      };
    case "remove value":
      return {
        what: `remove a value from ${step.attribute} of ${step.on}`,
        before: `with ${valuesInWords([step.value])}`,
        after: "without it",
      };
    case "set account control":
      return {
        what: `turn ${step.flag} of userAccountControl ${step.to ? "on" : "off"} for ${step.on}`,
        before: step.to ? "off" : "on",
        after: step.to ? "on" : "off",
      };
    case "run":
      return { what: `run: ${step.program} ${step.words.map(wordText).join(" ")}`.trimEnd(), ...ofRun };
  }
}

const ofRun = { before: "not observed", after: "as the remedy of the finding says" };

function wordText(word: Extract<Step, { readonly do: "run" }>["words"][number]): string {
  if ("parameter" in word) return word.parameter;
  return "ask" in word ? "(a credential, asked for)" : word.value;
}

export type Values = Extract<Step, { readonly do: "set attribute" }>["after"];

/** A value as the directory takes it. */
export function textOf(value: Values[number]): string {
  return "integer" in value ? value.integer : value.text;
}

function valuesInWords(values: Values): string {
  return values.length === 0 ? "(absent)" : legible(values.map(textOf).join(", "));
}
