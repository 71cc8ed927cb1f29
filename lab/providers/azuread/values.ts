import type { Value, Values } from "../property-values.ts";

/** A string input; empty where it is not given. */
export function text(value: Value | undefined): string {
  return typeof value === "string" ? value : "";
}

export function flag(value: Value | undefined): boolean {
  return value === true;
}

export function texts(value: Value | undefined): string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === "string") : [];
}

/** A string input as Graph takes it: null unsets, which is what the released provider sends for one that is empty. */
export function textOrNull(value: Value | undefined): string | null {
  return text(value) || null;
}

/** A property of a Graph object as an output: empty where Graph has none. */
export function outputText(value: unknown): string {
  return typeof value === "string" ? value : "";
}

export function outputFlag(value: unknown): boolean {
  return value === true;
}

export function outputTexts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === "string") : [];
}

/** Those properties that differ between what is stored and what is declared. */
export function changed(property: string, state: Values, inputs: Values): boolean {
  return JSON.stringify(state[property] ?? null) !== JSON.stringify(inputs[property] ?? null);
}
