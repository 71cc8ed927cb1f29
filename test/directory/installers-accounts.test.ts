import { describe, expect, it } from "vitest";
import { observed } from "../../catalogue/fact.ts";
import { takeCensus } from "../../directory/census.ts";
import type { Entry } from "../../directory/entries.ts";
import { installersAccounts } from "../../directory/installers-accounts.ts";
import type { AccessControlEntry } from "../../directory/security/security-descriptor.ts";
import { encodeSid } from "../../directory/security/sid.ts";
import {
  allow,
  deny,
  descriptor,
  domain,
  domainName,
  domainSid,
  getChanges,
  getChangesAll,
  hidden,
  type MemoryForest,
  memoryForest,
  unreachable,
} from "./memory-forest.ts";

const users = `CN=Users,${domainName}`;
const sid = `${domainSid}-1601`;
const made = "MSOL_0a1b2c3d4e5f";

function account(
  samAccountName: string,
  { rid = 1601, commonName = "Sync", objectClass = ["top", "person", "organizationalPerson", "user"] } = {},
): Entry {
  return {
    distinguishedName: `CN=${commonName},${users}`,
    attributes: {
      objectClass,
      sAMAccountName: [samAccountName],
      objectSid: [Buffer.from(encodeSid(`${domainSid}-${rid}`)).toString("base64")],
    },
  };
}

const bothRights = (trustee = sid) => [allow(trustee, { right: getChanges }), allow(trustee, { right: getChangesAll })];

function forest(entries: readonly Entry[], root: readonly AccessControlEntry[], more: MemoryForest = {}) {
  return memoryForest({ domains: [domain({ rootSecurityDescriptor: observed(descriptor(root)) })], entries, ...more });
}

async function found(...asked: Parameters<typeof forest>): Promise<readonly string[]> {
  return [...(await installersAccounts(forest(...asked)))];
}

describe("the accounts that installers of Connect Sync made", () => {
  it("have the installers' sAMAccountName, whatever the object is called, and may replicate by entries of their own", async () => {
    expect(await found([account(made)], bothRights())).toEqual([`cn=sync,${users}`.toLowerCase()]);
  });

  it.each<[string, Parameters<typeof forest>]>([
    ["nobody lets it replicate", [[account(made)], []]],
    ["holds one of the two rights", [[account(made)], [allow(sid, { right: getChanges })]]],
    ["may replicate because everybody may", [[account(made)], bothRights("S-1-1-0")]],
    ["may replicate through a group", [[account(made)], bothRights(`${domainSid}-1700`)]],
    [
      "is kept from it as everybody is",
      [[account(made)], [deny("S-1-1-0", { right: getChangesAll }), ...bothRights()]],
    ],
    ["has another name", [[account("svc-connect", { commonName: made })], bothRights()]],
    ["has a name that is not of the whole form", [[account("MSOL_sync")], bothRights()]],
    ["is a group", [[account(made, { objectClass: ["top", "group"] })], bothRights()]],
    ["is nobody whom the reader sees", [[], bothRights()]],
  ])("is none of them: one that %s", async (_, asked) => {
    expect(await found(...asked)).toEqual([]);
  });

  it("are nobody where the root is hidden, or nobody answers who it is: they are judged as anybody else", async () => {
    const unread = memoryForest({ domains: [domain({ rootSecurityDescriptor: hidden })], entries: [account(made)] });
    expect([...(await installersAccounts(unread))]).toEqual([]);
    expect(await found([account(made)], bothRights(), { failing: { entries: unreachable } })).toEqual([]);
  });

  it("are left out of the census, and an account that took such a name is not", async () => {
    const secured = {
      container: users,
      objectClass: "user",
      descriptor: null,
      adminCount: true,
      critical: false,
      consistencyGuid: false,
    };
    const objects = ["CN=Sync", `CN=${made}`].map((name) => ({ name, ...secured }));
    const source = forest([account(made), account(`${made}`, { rid: 1602, commonName: made })], bothRights(), {
      secured: [{ descriptors: [], objects }],
    });
    const { census } = await takeCensus(source, domainName);
    expect(census.groups().map(({ names, leftOut }) => [names, leftOut])).toEqual([
      [["CN=Sync"], true],
      [[`CN=${made}`], false],
    ]);
  });
});
