import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Directories } from "../../../directory/directories.ts";
import { controlAccess } from "../../../lab/active-directory/permission.ts";
import { type PracticeDirectory, startPracticeDirectory } from "../../../lab/active-directory/practice-directory.ts";
import { CertificateAuthority } from "../../../lab/certificate-authority.ts";
import { liveSettings } from "./northwind.ts";

const forest = "litware.example";
/** Read and write mS-DS-ConsistencyGuid of users. */
const consistencyGuid =
  "(OA;CIIO;RPWP;23773dc2-b63a-11d2-90e1-00c04fd91ab1;bf967aba-0de6-11d0-a285-00aa003049e2;{SID of Writers})";

let folder: string;
let practice: PracticeDirectory;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "hybrid-sync-probe-"));
  const authority = await CertificateAuthority.create();
  await writeFile(join(folder, "authority.pem"), authority.certificate);
  practice = await startPracticeDirectory(
    {
      domain: { dnsName: forest, netBiosName: "LITWARE" },
      organizationalUnits: ["Sync"],
      users: [
        { name: "reader", ou: "Sync" },
        { name: "svc-full", ou: "Sync" },
        { name: "svc-none", ou: "Sync" },
        { name: "svc-off", ou: "Sync", enabled: false },
      ],
      groups: [{ name: "Writers", ou: "Sync", members: ["svc-full"], scope: "domain local" }],
      entries: [
        { on: "domain root", grant: controlAccess("DS-Replication-Get-Changes"), to: "svc-full" },
        { on: "domain root", sddl: consistencyGuid },
      ],
    },
    { authority },
  );
});
afterAll(async () => {
  await practice?.stop();
  await rm(folder, { recursive: true, force: true });
});

async function probed(name: string, password = practice.credentialsOf(name).password) {
  const live = {
    ...liveSettings(practice, join(folder, "authority.pem")),
    connectorAccountSecret: { environmentVariable: "CONNECTOR_SECRET" },
  };
  const directories = new Directories([{ name: forest, directory: { live } }], {
    projectRoot: "/",
    environment: { READER_SECRET: practice.reader.password, CONNECTOR_SECRET: password },
  });
  const observed = await directories.observe({ subject: "connector account", forest, name: `LITWARE\\${name}` });
  await directories.close();
  return observed.details?.probe;
}

describe("a domain controller that is asked in the name of the connector account", () => {
  it.each(["svc-full", "svc-none"])("says of %s what was computed", async (name) => {
    const probe = await probed(name);
    expect(probe).toMatchObject({ logon: { observed: null }, contradictions: { count: 0, sample: [] } });
    expect(probe?.compared).toBeGreaterThan(3);
  });

  it("says why the account cannot sign in", async () => {
    expect(await probed("svc-off")).toMatchObject({
      logon: { observed: `The account CN=svc-off,OU=Sync,DC=litware,DC=example is disabled` },
      compared: 0,
    });
  });

  it("says nothing of the account when the password is wrong", async () => {
    expect(await probed("svc-full", "wrong")).toMatchObject({
      logon: {
        unobservable: {
          reason: expect.stringContaining("does not accept the name or password of CN=svc-full"),
          remedy: expect.stringContaining("forests[].directory.live.connectorAccountSecret"),
        },
      },
      compared: 0,
    });
  });
});
