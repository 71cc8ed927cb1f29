/** How fast recorded objects are read and judged, for the accounts of both tools. */
import { performance } from "node:perf_hooks";
import { observeThrough } from "../../directory/directories.ts";
import { writeSnapshot } from "../../directory/snapshot/file.ts";
import { openSnapshot } from "../../directory/snapshot/source.ts";
import { createPrivateFolder } from "../private-folder.ts";
import { forestName, snapshotWith, type Variety } from "./made-up-snapshot.ts";
import { median } from "./median.ts";

const runs = 3;

/** Objects a second, from opening the file to both observations. */
export async function objectsPerSecond(variety: Variety): Promise<number> {
  const folder = await createPrivateFolder({ purpose: "hybrid-sync-benchmark" });
  try {
    const file = `${folder.path}/snapshot.json`;
    const { snapshot, objects } = await snapshotWith(variety);
    await writeSnapshot(file, snapshot);
    const rates = [];
    for (let run = 0; run <= runs; run++) {
      const started = performance.now();
      const source = openSnapshot(forestName, { file, maximumAgeDays: 7 }, { projectRoot: "/" });
      await observeThrough(source, { subject: "connector account", forest: forestName, name: "svc-connect" });
      await observeThrough(source, {
        subject: "group managed service account",
        forest: forestName,
        name: "provAgentgMSA",
        servers: [],
      });
      if (run > 0) rates.push(objects / ((performance.now() - started) / 1000));
    }
    return median(rates);
  } finally {
    await folder.remove();
  }
}
