/** A forest as a snapshot holds it. */
import * as z from "zod";
import type { ObservationRequest } from "../../directory/requests.ts";
import { snapshotSchema } from "../../directory/snapshot/format.ts";
import { recordSnapshot } from "../../directory/snapshot/recorder.ts";
import { SnapshotSource } from "../../directory/snapshot/source.ts";
import type { DirectorySource } from "../../directory/source.ts";

/** What a snapshot that was recorded for these requests holds, and nothing else. */
export async function recordedForest(
  source: DirectorySource,
  requests: readonly ObservationRequest[],
  at: Date,
): Promise<DirectorySource> {
  const text = JSON.stringify(z.encode(snapshotSchema, await recordSnapshot(source, requests, () => at)));
  return new SnapshotSource(async () => z.decode(snapshotSchema, JSON.parse(text)), { file: "it", maximumAgeDays: 7 });
}
