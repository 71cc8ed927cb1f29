import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type PracticeDirectory, startPracticeDirectory } from "../../../lab/active-directory/practice-directory.ts";
import { CertificateAuthority } from "../../../lab/certificate-authority.ts";
import { liveDirectories, northwind } from "./northwind.ts";

const request = { subject: "forest", forest: "ad.northwind.test", consistencyGuids: true } as const;
const accounts = "OU=Service Accounts,OU=IT,OU=EMEA,OU=Corp,DC=ad,DC=northwind,DC=test";
const value = { "mS-DS-ConsistencyGuid": "0123456789abcdef" };
let folder: string;
let directory: PracticeDirectory;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "hybrid-sync-anchors-"));
  const authority = await CertificateAuthority.create();
  await writeFile(join(folder, "authority.pem"), authority.certificate);
  directory = await startPracticeDirectory(northwind(), { authority });
});
afterAll(async () => {
  await directory?.stop();
  await rm(folder, { recursive: true, force: true });
});

async function observe() {
  const live = liveDirectories(directory, join(folder, "authority.pem"));
  const { consistencyGuids } = await live.observe(request);
  await live.close();
  return consistencyGuids;
}

describe("an attribute that a reader may read of some objects only", () => {
  /** Its permissions say so: the answer looks the same with a value and without. */
  it("is not taken for absent where it is hidden", async () => {
    await directory.change({ attributes: [{ of: "svc_hardened", replace: value }] });
    expect(await observe()).toMatchObject({
      observed: [
        {
          domain: "ad.northwind.test",
          objects: {
            observed: {
              set: { count: 0, sample: [] },
              unread: { observed: expect.stringMatching(new RegExp(`,${accounts}$`)) },
            },
          },
        },
      ],
    });
  });

  it("is seen where it is readable, whatever is hidden elsewhere", async () => {
    await directory.change({ attributes: [{ of: "MSOL_5f1e2d3c4b5a", replace: value }] });
    expect(await observe()).toMatchObject({
      observed: [{ objects: { observed: { set: { count: 1, sample: [expect.stringContaining("MSOL_")] } } } }],
    });
  });
});
