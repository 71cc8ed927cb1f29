/**
 * How the policy pack tells the program which findings it lists, so that a preview does not show each of them twice. The
 * engine tells neither of the other, but starts both from one language host. Where there is no answer, for there is no
 * pack or no such host, the program lists everything.
 */
import { createHash } from "node:crypto";
import { connect, createServer } from "node:net";
import type { PackTerms } from "./context.ts";
import { packTermsOf } from "./pack-terms.ts";

/** Names of sockets that leave no file behind; other systems have none. */
const places: Readonly<Partial<Record<NodeJS.Platform, string>>> = {
  linux: `\0hybrid-sync-findings-${process.ppid}`,
  win32: `\\\\.\\pipe\\hybrid-sync-findings-${process.ppid}`,
};
const place = places[process.platform];

/** Milliseconds after which a pack that has not answered in full is taken for none. */
const patience = 1000;

/** Characters that an answer may have: some ten thousand findings. Anybody on this machine may listen at the place. */
const longestAnswer = 1024 * 1024;

/**
 * By what pack and program know a finding: its message in full, for it names what was found, as a hash, for anybody on
 * this machine may ask at the place.
 */
export function findingKey(rule: string, resource: string, message: string): string {
  return createHash("sha256")
    .update(JSON.stringify([rule, resource, message]))
    .digest("base64url");
}

/** Stands among the keys of every pack, so that one which lists nothing is told from none. */
export const packAttached = "policy pack";

/** What the pack tells of itself. */
interface Told {
  /** Keys of what it lists. */
  readonly listed: ReadonlySet<string>;
  /** What its configuration asks of the stack. It can only make the program stricter, whoever answers. */
  readonly terms: PackTerms;
}

/** Answers whoever asks with the keys of `findings`, and the terms, at that time. */
export function answerWith(findings: ReadonlySet<string>, terms: () => PackTerms = () => ({})): void {
  if (place === undefined) return;
  const answer = () => JSON.stringify({ listed: [...findings], terms: terms() });
  const server = createServer((asking) => asking.on("error", () => {}).end(answer()));
  // A pack of another run from the same host may still be there.
  server.on("error", () => {});
  server.listen(place).unref();
}

/** Keys of what the pack lists; none without a pack. */
export async function listedByPack(): Promise<ReadonlySet<string>> {
  return (await toldByPack()).listed;
}

const nothing: Told = { listed: new Set(), terms: {} };

/** What the pack tells of itself; nothing without a pack. */
export async function toldByPack(): Promise<Told> {
  if (place === undefined) return nothing;
  const pack = connect(place).setEncoding("utf8");
  const end = setTimeout(() => pack.destroy(), patience);
  try {
    let answer = "";
    for await (const part of pack) {
      answer += part;
      if (answer.length > longestAnswer) return nothing;
    }
    const { listed, terms } = JSON.parse(answer) as { readonly listed: string[]; readonly terms: PackTerms };
    const { profile, thresholds = {} } = terms;
    return { listed: new Set(listed), terms: packTermsOf({ ...thresholds, profile }).terms };
  } catch {
    return nothing;
  } finally {
    clearTimeout(end);
    pack.destroy();
  }
}
