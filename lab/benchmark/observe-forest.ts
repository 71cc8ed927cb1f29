/**
 * Observes a forest once, in a process of its own: the accounts of both tools, on every object. What to observe comes in
 * as JSON on stdin; out goes how long it took, from before the connection was opened until the answers were there, and
 * how much memory the process took at most.
 */

import { readFileSync } from "node:fs";
import { performance } from "node:perf_hooks";
import { text } from "node:stream/consumers";
import { type DeclaredForest, Directories } from "../../directory/directories.ts";
import { connectorAccount, serviceAccount } from "./large-forest.ts";

interface Request {
  readonly forest: DeclaredForest;
  readonly password: string;
}

const { forest, password } = JSON.parse(await text(process.stdin)) as Request;
const started = performance.now();
const directories = new Directories([forest], { projectRoot: "/", environment: { READER_SECRET: password } });
const connector = await directories.observe({
  subject: "connector account",
  forest: forest.name,
  name: connectorAccount,
});
const gmsa = await directories.observe({
  subject: "group managed service account",
  forest: forest.name,
  name: serviceAccount,
  servers: [],
});
const seconds = (performance.now() - started) / 1000;
await directories.close();

const judged = [connector, gmsa].flatMap(({ details }) => details?.permissions ?? []).map(({ objects }) => objects);
const unread = judged.find((objects) => !("observed" in objects));
if (judged.length !== 2 || unread !== undefined)
  throw new Error(`The forest was not observed: ${JSON.stringify(unread ?? connector)}`);
const users = judged.flatMap((objects) => ("observed" in objects ? objects.observed.rights : []));
process.stdout.write(
  JSON.stringify({
    seconds,
    megabytes: mostMemory() / 1024,
    objects: Math.max(...users.map(({ objects }) => objects)),
  }),
);

/** Kibibytes. What the system tells of a process as its maximum includes the process that started it. */
function mostMemory(): number {
  const [, kibibytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8")) ?? [];
  if (kibibytes === undefined) throw new Error("The system does not show the peak memory of a process.");
  return Number(kibibytes);
}
