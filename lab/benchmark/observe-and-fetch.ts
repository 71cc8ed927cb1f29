/** Observing a forest beside fetching it with ldapsearch, in turn, from the same domain controller process. */
import { writeFile } from "node:fs/promises";
import { performance } from "node:perf_hooks";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { scanAttributes } from "../../directory/live/scan/batches.ts";
import { CertificateAuthority } from "../certificate-authority.ts";
import { createPrivateFolder } from "../private-folder.ts";
import { startLargeForest } from "./large-forest.ts";
import { ensureLdapSearch, fetchAll } from "./ldapsearch.ts";
import { median } from "./median.ts";

/** Counted runs of each, after one that warms the domain controller. */
const runs = 3;

export interface ObservationFigures {
  /** Seconds. */
  readonly observe: number;
  readonly ldapsearch: number;
  /** The first by the second, run by run. */
  readonly ratio: number;
  readonly megabytes: number;
}

export async function observeAndFetch(objects: number, progress: (line: string) => void): Promise<ObservationFigures> {
  await ensureLdapSearch(progress);
  const authority = await CertificateAuthority.create();
  await using directory = await startLargeForest(objects, authority, progress);
  const folder = await createPrivateFolder({ purpose: "hybrid-sync-benchmark" });
  try {
    const certificateAuthorityFile = `${folder.path}/authority.pem`;
    const passwordFile = `${folder.path}/password`;
    const { bindName, password } = directory.reader;
    await writeFile(certificateAuthorityFile, authority.certificate);
    await writeFile(passwordFile, password, { mode: 0o600 });
    const live = {
      domainController: directory.address,
      transport: "ldaps",
      port: directory.port,
      bindName,
      secret: { environmentVariable: "READER_SECRET" },
      certificateAuthorityFile,
    };
    const request = JSON.stringify({ forest: { name: directory.domain, directory: { live } }, password });
    const fetch = { base: directory.baseDn, bindName, passwordFile, certificateAuthorityFile };
    const pairs: ObservationFigures[] = [];
    for (let run = 0; run <= runs; run++) {
      progress(run === 0 ? `Warming up with ${objects} objects …` : `Run ${run} of ${runs} with ${objects} objects …`);
      const ldapsearch = await secondsOf(() =>
        fetchAll({ ...fetch, address: `${directory.address}:${directory.port}`, attributes: scanAttributes }),
      );
      const { seconds, megabytes } = await observeOnce(request);
      if (run > 0) pairs.push({ observe: seconds, ldapsearch, ratio: seconds / ldapsearch, megabytes });
    }
    const of = (name: keyof ObservationFigures) => median(pairs.map((pair) => pair[name]));
    return { observe: of("observe"), ldapsearch: of("ldapsearch"), ratio: of("ratio"), megabytes: of("megabytes") };
  } finally {
    await folder.remove();
  }
}

const script = fileURLToPath(new URL("observe-forest.ts", import.meta.url));

async function observeOnce(request: string): Promise<{ readonly seconds: number; readonly megabytes: number }> {
  const { stdout } = await execa(process.execPath, [script], { input: request });
  return JSON.parse(stdout);
}

async function secondsOf(work: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}
