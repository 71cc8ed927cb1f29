/** What the rules about the servers of Connect Sync share. */
import { wayOut } from "../../catalogue/remedy.ts";
import type { AdSyncServiceAccountInputs } from "../../contract/active-directory.ts";
import type { SyncServer } from "../../directory/facts/adsync-service-account.ts";
import type { Context } from "../judgement/rule.ts";
import { each } from "../judgement/settle.ts";
import { about, type Subject } from "../judgement/subject.ts";
import { type Conclusion, cannotVerify, type Verdict } from "../judgement/verdict.ts";
import { problemOf } from "./evidence.ts";

/** Judges each declared server by itself, where the servers were observed. */
export function judgeSyncServers(
  { forest, servers: declared = [], observed: { evidence, servers } }: AdSyncServiceAccountInputs,
  context: Context,
  question: string,
  judge: (server: SyncServer, subject: Subject) => Conclusion,
): readonly Verdict[] {
  const subject = about(`The sync servers in ${forest}`, forest);
  if (servers === undefined || servers.length < Math.max(1, declared.length)) {
    const reason =
      servers === undefined
        ? "another version of hybrid-sync recorded the observation"
        : `${servers.length} of ${declared.length} declared servers were observed`;
    return [cannotVerify(subject, question, reason, wayOut`Run "pulumi refresh" to observe it again.`)];
  }
  const seen = servers[0]?.computer ?? null;
  const problem = problemOf(evidence, seen, forest, subject, context);
  if (problem) return [problem];
  return each(subject, servers, (server) => judge(server, about(`The sync server ${server.server}`, server.server)));
}
