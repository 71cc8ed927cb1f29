/** Attributes that a stack declares to be written back from Exchange Online, and the catalogue does not know. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { classGuids } from "../../../catalogue/schema-objects.ts";
import { resourceTypes } from "../../../contract/resources.ts";
import type { Directories } from "../../../directory/directories.ts";
import type { ObservationRequest } from "../../../directory/requests.ts";
import { type PracticeDirectory, startPracticeDirectory } from "../../../lab/active-directory/practice-directory.ts";
import { contoso } from "../../../lab/active-directory/sample-forests.ts";
import { CertificateAuthority } from "../../../lab/certificate-authority.ts";
import { judge } from "../../../policy/judge-stack.ts";
import { violationsIn } from "../../../policy/judgement/judged-rule.ts";
import type { DeclaredResource } from "../../../policy/judgement/rule.ts";
import { liveDirectories, recordedDirectories } from "./northwind.ts";

/** schemaIDGUID. Source: MS-ADA1 and MS-ADA3. */
const guids = {
  employeeType: "a8df73f0-c5ea-11d1-bbcb-0080c76670c0",
  division: "fe6136a0-2073-11d0-a9c2-00aa006c33ed",
  mail: "bf967961-0de6-11d0-a285-00aa003049e2",
} as const;
type Request = ObservationRequest & { readonly subject: "group managed service account" };
const asking = (exchangeOnlineAttributes?: readonly string[]): Request => ({
  subject: "group managed service account",
  forest: "contoso.example",
  name: "provAgentgMSA$",
  servers: [],
  domains: ["contoso.example"],
  organizationalUnits: ["OU=Lisbon,OU=Staff,DC=contoso,DC=example"],
  trusted: { tierZero: [], syncAccounts: [] },
  ...(exchangeOnlineAttributes === undefined ? {} : { exchangeOnlineAttributes }),
});
const declared = ["MAIL", "employeeType", "division", "notOfThisSchema", "user"];

let folder: string;
let practice: PracticeDirectory;
let live: Directories;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "hybrid-sync-declared-"));
  const authority = await CertificateAuthority.create();
  const description = contoso();
  const write = (name: keyof typeof guids) => `(OA;CIIO;WP;${guids[name]};${classGuids.user};{SID of provAgentgMSA})`;
  practice = await startPracticeDirectory(
    {
      ...description,
      entries: [...description.entries, { on: "domain root", sddl: `${write("mail")}${write("employeeType")}` }],
    },
    { authority },
  );
  await writeFile(join(folder, "authority.pem"), authority.certificate);
  live = liveDirectories(practice, join(folder, "authority.pem"));
});

afterAll(async () => {
  await live.close();
  await practice.stop();
  await rm(folder, { recursive: true });
});

async function messagesFrom(directories: Directories, attributes?: readonly string[]): Promise<readonly string[]> {
  const request = asking(attributes);
  const observed = await directories.observe(request);
  const stack = { account: "cloud-sync-service-account", phase: "after-install", mode: "own" };
  const inputs = { ...request, ...stack, features: ["exchange-online-writeback"], observed };
  const resource: DeclaredResource = {
    type: resourceTypes["group managed service account"],
    name: "agent",
    inputs,
  };
  return violationsIn(judge([resource], new Date()))
    .map(({ rule, message }) => `${rule.name}: ${message}`)
    .filter((text) => /^gmsa-(feature-permissions|excess|blocked-objects): /.test(text))
    .filter((text) => !text.includes("Password hash synchronization"));
}

function recordedWith(attributes?: readonly string[]): Promise<Directories> {
  const file = join(folder, `${attributes?.length ?? 0}.snapshot.json`);
  return recordedDirectories(practice, join(folder, "authority.pem"), [asking(attributes)], { file });
}

describe("attributes that are written back from Exchange Online, as a stack declares them,", () => {
  it.each([
    ["live", async () => live],
    ["from a snapshot", () => recordedWith(declared)],
  ])("are what the gMSA must write, and no excess; one that the schema does not have is told, %s", async (_, from) => {
    const messages = await messagesFrom(await from(), declared);
    const text = messages.join("\n");
    expect(text).toContain("lacks Write division on user objects");
    expect(text).toContain("WP;division;user");
    for (const name of ["notOfThisSchema", "user"]) expect(text).toContain(`the schema of the forest has no ${name};`);
    expect(text).toContain("correct hybrid-sync:cloudSync.exchangeOnlineAttributes");
    for (const fine of ["Write mail", "Write employeeType", "extensionAttribute1"]) expect(text).not.toContain(fine);
  });

  it("are those of the catalogue where the stack declares none", async () => {
    const text = (await messagesFrom(live)).join("\n");
    expect(text).toContain("lacks Write proxyAddresses on user objects");
    expect(text).toContain("extensionAttribute1");
    expect(text).not.toMatch(/division|employeeType/);
  });

  it("cannot be verified from a snapshot that was recorded before they were declared", async () => {
    const text = (await messagesFrom(await recordedWith(), declared)).join("\n");
    for (const name of ["employeeType", "division"])
      expect(text).toContain(`cannot verify whether it has Write ${name} on`);
    expect(text).not.toContain("lacks Write division");
  });
});
