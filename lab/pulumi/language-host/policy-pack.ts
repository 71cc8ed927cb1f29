import type * as Analyzer from "@pulumi/pulumi/proto/analyzer_pb.js";
import type { Child } from "./children.ts";

/** A policy pack that cannot be asked, or no longer. */
export class PolicyPackError extends Error {
  override readonly name = "PolicyPackError";
}

/**
 * The variables from which the SDK of a policy pack knows its stack: `new pulumi.Config()` and `pulumi.getStack()` read them.
 * Source: `@pulumi/pulumi/runtime/config` and `@pulumi/pulumi/runtime/state`.
 */
export function stackVariables(
  configuration: Analyzer.AnalyzerStackConfigureRequest | undefined,
): Record<string, string> {
  if (!configuration) return {};
  const variables = {
    PULUMI_NODEJS_ORGANIZATION: configuration.getOrganization(),
    PULUMI_NODEJS_PROJECT: configuration.getProject(),
    PULUMI_NODEJS_STACK: configuration.getStack(),
    PULUMI_NODEJS_DRY_RUN: String(configuration.getDryRun()),
    PULUMI_CONFIG: JSON.stringify(Object.fromEntries(configuration.getConfigMap().toArray())),
  };
  return Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ""));
}

/** Takes the port from the first line that a pack prints, and hands on everything after it. */
export async function* afterPort(
  { stdout, end }: Pick<Child, "stdout" | "end">,
  onPort: (port: number) => void,
): AsyncGenerator<Buffer> {
  let head: Buffer | undefined = Buffer.alloc(0);
  for await (const chunk of stdout as AsyncIterable<Buffer>) {
    if (head === undefined) {
      yield chunk;
      continue;
    }
    head = Buffer.concat([head, chunk]);
    const newline = head.indexOf("\n");
    if (newline === -1) continue;
    const line = head.toString("utf8", 0, newline).trim();
    if (!/^\d{1,5}$/.test(line)) {
      end();
      throw new PolicyPackError(
        `The policy pack printed ${JSON.stringify(line)} where its port was expected: a pack must print nothing while it loads.`,
      );
    }
    onPort(Number(line));
    yield head.subarray(newline + 1);
    head = undefined;
  }
  if (head !== undefined) {
    throw new PolicyPackError("The policy pack ended before it was ready; what it printed says why.");
  }
}
