import { countOf } from "../../catalogue/count-of.ts";
import { legible } from "../../catalogue/legible.ts";
import type { StackOptions } from "../check/stack-and-file.ts";
import { type Recorded, recordStack } from "./record-stack.ts";

interface Options extends StackOptions {
  readonly forest?: string;
  readonly output?: string;
  readonly pseudonyms?: boolean;
}

export async function runSnapshot({ pseudonyms = false, ...options }: Options, projectRoot: string): Promise<void> {
  const recorded = await recordStack({
    ...options,
    pseudonyms,
    projectRoot,
    environment: process.env,
    now: () => new Date(),
  });
  console.log(summary(recorded));
}

function summary({ file, snapshot, namesFile }: Recorded): string {
  const { domains, objects, lookups } = snapshot;
  return [
    `Recorded ${snapshot.forest.rootDomain} from ${snapshot.domainController} as ${snapshot.reader}, at ${snapshot.recordedAt}`,
    `  ${countOf(domains.length, "domain")}, ${countOf(objects.length, "account or group", "accounts and groups")}, ${countOf(lookups.length, "name")}`,
    `  ${file}`,
    ...(namesFile === null ? [] : [`  ${namesFile}: the real names; keep it private`]),
  ]
    .map(legible)
    .join("\n");
}
