/** Building blocks of the schema. */
import * as z from "zod";
import type { Format } from "../formats.ts";

/** What the schema says about a key beyond its type. */
interface About {
  /** Meaning, with unit and default where the type does not show them. */
  readonly description: string;
  readonly example?: unknown;
  /** Optional keys to put into an example anyway. */
  readonly usually?: readonly string[];
}

/** The description of a key, for `meta`. */
export const about = ({ example, ...rest }: About) => (example === undefined ? rest : { ...rest, examples: [example] });

/** A text of a format. */
export function text(format: Format, meaning: About) {
  return z
    .string()
    .superRefine((value, context) => {
      const fault = format.fault(value);
      if (fault !== undefined) context.addIssue({ code: "custom", message: fault });
    })
    .meta({ allowed: format.allowed, ...about({ example: format.example, ...meaning }) });
}

/** A whole number within bounds, both included. */
export function wholeNumber(minimum: number, maximum: number, meaning: About) {
  return z.int().min(minimum).max(maximum).meta(about(meaning));
}
