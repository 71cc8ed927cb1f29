import { isDeepStrictEqual } from "node:util";
import type * as z from "zod";
import { legible } from "../../catalogue/legible.ts";
import { shownName } from "../../files/named-file.ts";
import { summaryOf } from "../../report/count-result.ts";
import { type Result, resultSchema, resultVersion } from "../../report/result.ts";
import { UsageError } from "../errors.ts";
import { readJsonFile } from "../json-file.ts";
import { programVersion } from "../program-version.ts";

/**
 * A result that was saved. Its texts are made legible once more: someone may have written them by hand. What a later
 * version added is passed over.
 *
 * @throws {UsageError}
 */
export function readResultFile(file: string): Result {
  const content = readJsonFile(file, (fault) => unusable(file, fault));
  const { format, version } = (typeof content === "object" && content !== null ? content : {}) as Partial<Result>;
  if (format !== "hybrid-sync result") throw unusable(file, "is not a result of hybrid-sync");
  if (version !== resultVersion) {
    throw unusable(
      file,
      `is a result of version ${JSON.stringify(version)}, and this program reads version ${resultVersion}`,
    );
  }
  const result = resultSchema.safeParse(withoutAdditions(content));
  if (!result.success) {
    const [issue] = result.error.issues;
    const place = legible((issue?.path ?? []).join(".") || "the whole");
    throw unusable(file, `is a damaged result: ${place} is not as it has to be${writtenBy(content)}`);
  }
  // What is shown would say one thing, and the status of the command another.
  if (!isDeepStrictEqual(summaryOf(result.data), result.data.summary)) {
    throw unusable(file, `is a damaged result: its summary does not count what it holds${writtenBy(content)}`);
  }
  return harmless(result.data) as Result;
}

/**
 * Without the keys that this version does not know: what is added to a result leaves its version as it is. Steps keep
 * them, and are then refused: what is added there may say where a step must not be done.
 */
function withoutAdditions(content: unknown): unknown {
  const { error } = resultSchema.safeParse(content);
  for (const issue of error?.issues ?? [])
    if (issue.code === "unrecognized_keys" && !issue.path.includes("steps")) remove(content, issue);
  return content;
}

function remove(content: unknown, { path, keys }: z.core.$ZodIssueUnrecognizedKeys): void {
  const holder = path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown>)[key], content);
  for (const key of keys) delete (holder as Record<string, unknown>)[key];
}

/** Which other version of the program wrote it, where one did. */
function writtenBy(content: unknown): string {
  const program = (content as { readonly obtained?: { readonly program?: unknown } }).obtained?.program;
  if (typeof program !== "string" || program === programVersion()) return "";
  return `; hybrid-sync ${legible(program.slice(0, 100))} wrote it, and this is ${programVersion()}`;
}

function harmless(value: unknown): unknown {
  if (typeof value === "string") return value.split("\n").map(legible).join("\n");
  if (Array.isArray(value)) return value.map(harmless);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, harmless(inner)]));
}

function unusable(file: string, fault: string): UsageError {
  return new UsageError(`${shownName(file)} ${fault}. Write one with: hybrid-sync check --stack NAME --save FILE`);
}
