/** Entries about classes, attributes, property sets and rights that only this forest has: people know them by name. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "ldapts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { controlAccessRights } from "../../../catalogue/control-access-rights.ts";
import { classGuids } from "../../../catalogue/schema-objects.ts";
import { resourceTypes } from "../../../contract/resources.ts";
import { Directories } from "../../../directory/directories.ts";
import { openLiveDirectory } from "../../../directory/live/open.ts";
import type { ObservationRequest } from "../../../directory/requests.ts";
import { encodeGuid } from "../../../directory/security/guid.ts";
import { writeSnapshot } from "../../../directory/snapshot/file.ts";
import { recordSnapshot } from "../../../directory/snapshot/recorder.ts";
import { type PracticeDirectory, startPracticeDirectory } from "../../../lab/active-directory/practice-directory.ts";
import { contoso } from "../../../lab/active-directory/sample-forests.ts";
import { CertificateAuthority } from "../../../lab/certificate-authority.ts";
import { judge } from "../../../policy/judge-stack.ts";
import { violationsIn } from "../../../policy/judgement/judged-rule.ts";
import type { DeclaredResource } from "../../../policy/judgement/rule.ts";
import { liveDirectories, liveSettings } from "./northwind.ts";

const configuration = "CN=Configuration,DC=contoso,DC=example";
const guids = {
  attribute: "0b5f2c10-1111-4a5e-9c3d-000000000001",
  class: "0b5f2c10-1111-4a5e-9c3d-000000000002",
  set: "0b5f2c10-1111-4a5e-9c3d-000000000003",
  right: "0b5f2c10-1111-4a5e-9c3d-000000000004",
  nowhere: "0b5f2c10-1111-4a5e-9c3d-000000000005",
} as const;
const reset = controlAccessRights["User-Force-Change-Password"].guid;
type Request = ObservationRequest & { readonly subject: "connector account" };
const requests = ["svc-own", "svc-two"].map(
  (name): Request => ({
    subject: "connector account",
    forest: "contoso.example",
    name,
    organizationalUnits: ["OU=Staff,DC=contoso,DC=example"],
    trusted: { tierZero: [], syncAccounts: [] },
  }),
);

let folder: string;
let practice: PracticeDirectory;
let live: Directories;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "hybrid-sync-own-schema-"));
  const authority = await CertificateAuthority.create();
  const description = contoso();
  practice = await startPracticeDirectory(
    {
      ...description,
      groups: [...(description.groups ?? []), { name: "Helpdesk" }],
      users: [
        ...(description.users ?? []),
        { name: "svc-own", ou: "Tier 0/Sync/Accounts" },
        { name: "svc-two", ou: "Tier 0/Sync/Accounts" },
      ],
      entries: [
        ...(description.entries ?? []),
        { on: "Staff", sddl: `(OA;CIIO;WP;${guids.attribute};${classGuids.user};{SID of svc-own})` },
        { on: "Staff", sddl: `(OA;CIIO;CR;${guids.right};${guids.class};{SID of svc-own})` },
        { on: "Staff", sddl: `(OA;CIIO;WP;${guids.set};;{SID of svc-two})` },
        { on: "Staff", sddl: `(OA;CIIO;WP;${guids.nowhere};;{SID of svc-two})` },
        { on: "domain root", sddl: `(OA;CIIO;CR;${reset};${guids.class};{SID of svc-own})` },
        { on: "svc-own", sddl: `(OA;;WP;${guids.attribute};;{SID of Helpdesk})` },
      ],
    },
    { authority },
  );
  await writeFile(join(folder, "authority.pem"), authority.certificate);
  live = liveDirectories(practice, join(folder, "authority.pem"));
  const createConnection = (() => connect(practice.privilegedSocket)) as typeof connect;
  const client = new Client({ url: "ldap://localhost", createConnection, timeout: 20_000 });
  const schema = `CN=Schema,${configuration}`;
  const guid = (text: string) => Buffer.from(encodeGuid(text)) as unknown as string;
  await client.add(`CN=fabrikam-Badge,${schema}`, {
    objectClass: "attributeSchema",
    lDAPDisplayName: "fabrikamBadge",
    attributeID: "1.3.6.1.4.1.99999.1.1",
    attributeSyntax: "2.5.5.12",
    oMSyntax: "64",
    isSingleValued: "TRUE",
    schemaIDGUID: guid(guids.attribute),
  });
  await client.add(`CN=fabrikam-Badge-Holder,${schema}`, {
    objectClass: "classSchema",
    lDAPDisplayName: "fabrikamBadgeHolder",
    governsID: "1.3.6.1.4.1.99999.2.1",
    objectClassCategory: "1",
    subClassOf: "top",
    schemaIDGUID: guid(guids.class),
  });
  for (const [name, rightsGuid, validAccesses] of [
    ["Badge Data", guids.set, "48"],
    ["Approve Badges", guids.right, "256"],
  ] as const)
    await client.add(`CN=${name.replace(" ", "-")},CN=Extended-Rights,${configuration}`, {
      objectClass: "controlAccessRight",
      displayName: name,
      rightsGuid,
      validAccesses,
      appliesTo: classGuids.user,
    });
  await client.unbind();
});

afterAll(async () => {
  await live.close();
  await practice.stop();
  await rm(folder, { recursive: true });
});

async function messagesFrom(directories: Directories): Promise<string> {
  const resources: DeclaredResource[] = [];
  for (const request of requests) {
    const stack = { account: "connect-sync-connector-account", phase: "after-install", signsInOn: [] };
    const observed = await directories.observe(request);
    const inputs = { ...request, ...stack, features: ["password-writeback"], observed };
    resources.push({ type: resourceTypes["connector account"], name: request.name ?? "", inputs });
  }
  return violationsIn(judge(resources, new Date()))
    .map(({ message }) => message)
    .join("\n");
}

describe("what an entry is about, where only this forest has it,", () => {
  it.each([
    ["an attribute", "Write fabrikamBadge on user objects below OU=Staff"],
    ["a right and a class", '"Approve Badges" on fabrikamBadgeHolder objects below OU=Staff'],
    ["a property set", 'Write the property set "Badge Data" on everything below OU=Staff'],
    [
      "a class that a right was granted for by mistake",
      "granted for fabrikamBadgeHolder objects only, below DC=contoso",
    ],
    ["an attribute of the account itself", "can be changed by CONTOSO\\Helpdesk (Write fabrikamBadge)"],
    ["nothing that anybody knows", `the attribute with the GUID ${guids.nowhere}`],
  ])("is named: %s", async (_what, words) => {
    expect(await messagesFrom(live)).toContain(words);
  });

  it("is named from a snapshot alike, and by its GUID from one that does not have the names", async () => {
    const source = openLiveDirectory(practice.domain, liveSettings(practice, join(folder, "authority.pem")), {
      projectRoot: "/",
      environment: { READER_SECRET: practice.reader.password },
    });
    const recorded = await recordSnapshot(source, requests, () => new Date());
    await source.close();
    const fromFile = async (name: string, content: typeof recorded) => {
      const file = join(folder, name);
      await writeSnapshot(file, content);
      const directory = { snapshot: { file, maximumAgeDays: 7 } };
      return messagesFrom(
        new Directories([{ name: practice.domain, directory }], { projectRoot: "/", environment: {} }),
      );
    };
    const messages = await messagesFrom(live);
    const words = (text: string) => text.split("\n").filter((line) => /Badge/.test(line));
    expect(words(await fromFile("with-names.json", recorded))).toEqual(words(messages));
    expect(words(messages).length).toBeGreaterThan(2);
    const entries = recorded.entries.filter(({ question }) => !/schemaIDGUID","equalsGuid|rightsGuid/.test(question));
    expect(entries.length).toBeLessThan(recorded.entries.length);
    const older = await fromFile("without-names.json", { ...recorded, entries });
    expect(older).toContain(`Write the attribute with the GUID ${guids.attribute} on user objects below OU=Staff`);
    expect(older).not.toContain("fabrikamBadge");
  });
});
