/**
 * How the policy pack tells the program which findings it lists, so that a preview does not show each of them twice. The
 * engine tells neither of the other, but starts both from one language host. Where there is no answer, for there is no
 * pack or no such host, the program lists everything.
 */
import { connect, createServer } from "node:net";
import { text } from "node:stream/consumers";

/** Names of sockets that leave no file behind; other systems have none. */
const places: Readonly<Partial<Record<NodeJS.Platform, string>>> = {
  linux: `\0hybrid-sync-findings-${process.ppid}`,
  win32: `\\\\.\\pipe\\hybrid-sync-findings-${process.ppid}`,
};
const place = places[process.platform];

/** Milliseconds after which a pack that does not answer is taken for none. */
const patience = 1000;

/** By what pack and program know a finding; the message in full, for it names what was found. */
export function findingKey(rule: string, resource: string, message: string): string {
  return JSON.stringify([rule, resource, message]);
}

/** Answers whoever asks with the keys of `findings` at that time. */
export function answerWith(findings: ReadonlySet<string>): void {
  if (place === undefined) return;
  const server = createServer((asking) => asking.on("error", () => {}).end(JSON.stringify([...findings])));
  // A pack of another run from the same host may still be there.
  server.on("error", () => {});
  server.listen(place).unref();
}

/** Keys of what the pack lists; none without a pack. */
export async function listedByPack(): Promise<ReadonlySet<string>> {
  if (place === undefined) return new Set();
  const pack = connect(place);
  pack.setTimeout(patience, () => pack.destroy());
  try {
    return new Set(JSON.parse(await text(pack)) as string[]);
  } catch {
    return new Set();
  }
}
