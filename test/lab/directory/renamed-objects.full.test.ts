/** A finding keeps its id when the object that it is about is renamed and moved. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Exception, noTerms } from "../../../contract/terms.ts";
import type { Directories } from "../../../directory/directories.ts";
import { type PracticeDirectory, startPracticeDirectory } from "../../../lab/active-directory/practice-directory.ts";
import { CertificateAuthority } from "../../../lab/certificate-authority.ts";
import { judge } from "../../../policy/judge-stack.ts";
import { examples, resource } from "../../policy/examples.ts";
import { asSystem } from "../active-directory/support/ldap.ts";
import { liveDirectories, northwind, recordedDirectories } from "./northwind.ts";

const now = new Date("2026-11-23T09:00:00Z");
const request = { subject: "connector account", forest: "ad.northwind.test", name: "NWIND\\svc_aadc" } as const;
const before = "OU=Staging,OU=EMEA,OU=Corp,DC=ad,DC=northwind,DC=test";
const after = "OU=Archive\\, old,OU=IT,OU=EMEA,OU=Corp,DC=ad,DC=northwind,DC=test";

let folder: string;
let authorityFile: string;
let practice: PracticeDirectory;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "hybrid-sync-renamed-objects-"));
  const authority = await CertificateAuthority.create();
  authorityFile = join(folder, "authority.pem");
  await writeFile(authorityFile, authority.certificate);
  const { organizationalUnits, entries, ...description } = northwind();
  practice = await startPracticeDirectory(
    {
      ...description,
      organizationalUnits: [...organizationalUnits, "Corp/EMEA/Staging"],
      entries: [...entries, { on: "Corp/EMEA/Staging", grant: { rights: "WDWO" }, to: "svc_aadc" }],
    },
    { authority },
  );
});

afterAll(async () => {
  await practice?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** What is said of an organizational unit, live and from a snapshot. */
async function findingsAbout(unit: string, exceptions: readonly Exception[] = []) {
  const file = join(folder, "it.snapshot.json");
  const sources: readonly Directories[] = [
    liveDirectories(practice, authorityFile),
    await recordedDirectories(practice, authorityFile, [request], { file, at: now }),
  ];
  return Promise.all(
    sources.map(async (source) => {
      const observed = await source.observe<"connector account">(request);
      await source.close();
      const inputs = { ...examples["connector account"](), forest: request.forest, name: request.name, observed };
      const judged = judge([resource("connector account", { ...inputs, terms: { ...noTerms, exceptions } })], now);
      return judged
        .flatMap(({ rule, verdicts }) => verdicts.map((finding) => ({ rule: rule.name, ...finding })))
        .filter(({ rule, fact }) => rule === "connector-account-excess" && fact.includes(unit))
        .map(({ verdict, id }) => ({ verdict, id }));
    }),
  );
}

describe("an organizational unit that is renamed and moved", () => {
  it("leaves a finding its id and its exception, live and from a snapshot", async () => {
    const [live = [], recorded] = await findingsAbout(before);
    expect(live).toEqual([{ verdict: "unmet", id: expect.stringMatching(/^HS-/) }]);
    expect(recorded).toEqual(live);

    await asSystem(practice, (client) => client.modifyDN(before, after));

    const [{ id: finding } = { id: null }] = live;
    expect(await findingsAbout(before)).toEqual([[], []]);
    expect(await findingsAbout(after)).toEqual([live, live]);
    const exception: Exception = {
      rule: "connector-account-excess",
      finding: finding ?? "",
      reason: "The migration needs it",
      approvedBy: "Maria Lopez",
      ticket: "CHG-7",
      grantedOn: "2026-11-01",
      expires: "2026-12-31",
      acceptUnverified: false,
    };
    const accepted = [{ verdict: "accepted", id: finding }];
    expect(await findingsAbout(after, [exception])).toEqual([accepted, accepted]);
  });
});
