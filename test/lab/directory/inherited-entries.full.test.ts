/** Entries that an object has from above: the container on which they were made is named, live and from a snapshot. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { controlAccessRights } from "../../../catalogue/control-access-rights.ts";
import { attributeGuids, classGuids } from "../../../catalogue/schema-objects.ts";
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

const unit = "OU=Sync,OU=Tier 0,DC=contoso,DC=example";
const reset = controlAccessRights["User-Force-Change-Password"].guid;
const keys = attributeGuids["msDS-KeyCredentialLink"];
const request: ObservationRequest & { readonly subject: "connector account" } = {
  subject: "connector account",
  forest: "contoso.example",
  name: "svc-open",
  organizationalUnits: ["OU=Berlin,OU=Staff,DC=contoso,DC=example"],
  trusted: { tierZero: [], syncAccounts: [] },
};

let folder: string;
let practice: PracticeDirectory;
let live: Directories;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "hybrid-sync-inherited-"));
  const authority = await CertificateAuthority.create();
  const description = contoso();
  const right = (name: "DS-Replication-Get-Changes" | "DS-Replication-Get-Changes-All") =>
    `CR;${controlAccessRights[name].guid}`;
  practice = await startPracticeDirectory(
    {
      ...description,
      groups: [...description.groups, { name: "Helpdesk" }, { name: "Contractors", members: ["svc-open"] }],
      users: [...description.users, { name: "svc-open", ou: "Tier 0/Sync/Accounts" }],
      entries: [
        ...description.entries,
        { on: "Tier 0/Sync", sddl: `(OA;CIIO;CR;${reset};${classGuids.user};{SID of Helpdesk})` },
        { on: "domain root", sddl: `(OA;CIIO;WP;${keys};${classGuids.user};{SID of Helpdesk})` },
        { on: "svc-open", sddl: "(A;;WD;;;{SID of Helpdesk})" },
        { on: "domain root", sddl: `(OD;;${right("DS-Replication-Get-Changes")};;{SID of Contractors})` },
        { on: "domain root", sddl: `(OD;;${right("DS-Replication-Get-Changes-All")};;{SID of svc-open})` },
        {
          on: "domain root",
          sddl: `(OD;CIIO;WP;${attributeGuids.lockoutTime};${classGuids.user};{SID of svc-open})`,
        },
      ],
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

async function messagesFrom(directories: Directories): Promise<readonly string[]> {
  const stack = { account: "connect-sync-connector-account", phase: "after-install", signsInOn: [] };
  const observed = await directories.observe(request);
  const inputs = { ...request, ...stack, features: ["password-hash-sync", "password-writeback"], observed };
  const resource: DeclaredResource = { type: resourceTypes["connector account"], name: "connector", inputs };
  return violationsIn(judge([resource], new Date())).map(({ rule, message }) => `${rule.name}: ${message}`);
}

function snapshot(): Promise<Directories> {
  const file = join(folder, "recorded.snapshot.json");
  return recordedDirectories(practice, join(folder, "authority.pem"), [request], { file });
}

describe("an entry that is inherited", () => {
  it.each([
    ["live", async () => live],
    ["from a snapshot", snapshot],
  ])("is told by the container on which it was made, %s", async (_, from) => {
    const messages = await messagesFrom(await from());
    const of = (rule: string) => messages.filter((message) => message.startsWith(`${rule}: `)).join("\n");
    const lockedDown = of("service-account-locked-down");
    expect(lockedDown).toContain(`can be changed by CONTOSO\\Helpdesk ("Reset Password"), inherited from ${unit};`);
    expect(lockedDown).toContain("(Write msDS-KeyCredentialLink), inherited from DC=contoso,DC=example;");
    expect(lockedDown).toContain("can be changed by CONTOSO\\Helpdesk (Modify permissions);");

    const removing = (entry: RegExp) => expect.stringMatching(new RegExp(`"D:${entry.source}"`));
    expect(of("connector-account-get-changes")).toEqual(removing(/\(OD;;CR;1131f6aa-[^;]*;;S-1-5-21-[^"]*\)/));
    expect(of("connector-account-get-changes-all")).toEqual(removing(/\(OD;;CR;1131f6ad-[^;]*;;S-1-5-21-[^"]*\)/));
    expect(of("connector-account-feature-permissions")).toEqual(removing(/\(OD;CIIO;WP;28630ebf-[^"]*\)/));
  });
});
