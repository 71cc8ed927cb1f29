import * as z from "zod";
import { resourceTypes } from "../../contract/resources.ts";
import { NamedFileError, readNamedText, recordedFile } from "../../files/named-file.ts";
import type { DeclaredResource } from "../../policy/judgement/rule.ts";

/** The file shows no accounts. The message says why and what makes one that does. */
export class StateFileError extends Error {
  override readonly name = "StateFileError";
}

const known: readonly string[] = Object.values(resourceTypes);

const exported = z.object({
  deployment: z.object({
    resources: z.array(
      z.object({ type: z.string(), urn: z.string(), inputs: z.record(z.string(), z.unknown()).default({}) }),
    ),
  }),
});

/**
 * The resources of a stack, with what was observed of them last.
 *
 * @param file what `pulumi stack export --file` wrote
 * @throws {StateFileError}
 */
export function readStateFile(file: string): readonly DeclaredResource[] {
  const state = exported.safeParse(parse(file, read(file)));
  if (!state.success) throw unusable(file, "is not the state of a stack");
  const { resources } = state.data.deployment;
  // Of nothing, the table would say that no rule is violated.
  if (!resources.some(({ type }) => known.includes(type))) throw unusable(file, "has no account of this program in it");
  return resources.map(({ type, urn, inputs }) => ({ type, name: urn.split("::").at(-1) ?? urn, inputs }));
}

function read(file: string): string {
  try {
    return readNamedText(file, recordedFile);
  } catch (error) {
    if (error instanceof NamedFileError) throw unusable(file, error.fault);
    throw error;
  }
}

function parse(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message quotes the text, which may hold a secret.
    throw unusable(file, "is not JSON");
  }
}

function unusable(file: string, fault: string): StateFileError {
  return new StateFileError(`${file} ${fault}. Write it with: pulumi stack export --stack NAME --file ${file}`);
}
