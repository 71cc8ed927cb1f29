import * as pulumi from "@pulumi/pulumi";
import { legibleLines } from "../catalogue/legible.ts";

/** An error that Pulumi shows without a stack trace; what it repeats of names and of others' messages is legible. */
export function runError(message: string): pulumi.RunError {
  return new pulumi.RunError(legibleLines(message));
}
