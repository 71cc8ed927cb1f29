import { describe, expect, it } from "vitest";
import { observed } from "../../../catalogue/fact.ts";
import { observeConnectorAccount } from "../../../directory/inspection/connector-account.ts";
import type { AccessControlEntry } from "../../../directory/security/security-descriptor.ts";
import {
  allow,
  deny,
  descriptor,
  domain,
  domainName,
  domainSid,
  getChanges,
  getChangesAll,
  group,
  hidden,
  inheritOnly,
  type MemoryForest,
  memoryForest,
  object,
  unreachable,
} from "../memory-forest.ts";

const connector = object("svc-connect", { rid: 1101, userPrincipalName: "svc-connect@wingtip.test" });
const account = `${domainSid}-1101`;
const readers = group("Sync Readers", 1201);
const helpers = group("Helpers", 1202);
const operators = { ...group("Backup Operators", 0), sid: "S-1-5-32-551" };
const admins = group("Domain Admins", 512);

function observeWith(model: MemoryForest, name: string | null = "WINGTIP\\svc-connect") {
  return observeConnectorAccount(
    memoryForest({ ...model, objects: [connector, readers, helpers, operators, admins, ...(model.objects ?? [])] }),
    { name },
  );
}

async function detailsWith(model: MemoryForest) {
  const { details } = await observeWith(model);
  if (details === null) throw new Error("the account was not found");
  return details;
}

async function rightsWith(entries: readonly AccessControlEntry[] | null, model: MemoryForest = {}) {
  const domains = [domain({ rootSecurityDescriptor: observed(descriptor(entries)) })];
  const [rights] = (await detailsWith({ ...model, domains })).replication;
  if (rights === undefined) throw new Error("no domain was observed");
  return rights;
}

const nobody = { observed: { granted: false, deniedTo: null } };

describe("a connector account", () => {
  it.each(["WINGTIP\\svc-connect", "svc-connect", "svc-connect@wingtip.test", connector.distinguishedName])(
    "is found as %s",
    async (name) => {
      expect((await observeWith({}, name)).account).toEqual({
        observed: {
          distinguishedName: connector.distinguishedName,
          name: "WINGTIP\\svc-connect",
          sid: account,
          objectClass: "user",
        },
      });
    },
  );

  it("that does not exist is reported as absent", async () => {
    const observation = await observeWith({}, "WINGTIP\\svc-missing");
    expect(observation.account).toEqual({ observed: null });
    expect(observation.details).toBeNull();
  });

  it("whose name leads to several objects is not chosen by guess", async () => {
    const twin = { ...connector, distinguishedName: `CN=twin,${domainName}`, sid: `${domainSid}-1102` };
    const observation = await observeWith({ objects: [twin] });
    expect(observation.account).toEqual({
      unobservable: {
        reason: `WINGTIP\\svc-connect matches 2 objects: ${connector.distinguishedName}; ${twin.distinguishedName}`,
        remedy: "Write the distinguished name of the intended object",
      },
    });
    expect(observation.details).toBeNull();
  });

  it("with a text that is no name says which forms there are", async () => {
    expect((await observeWith({}, "WINGTIP\\")).account).toEqual({
      unobservable: {
        reason: '"WINGTIP\\" is not the name of an account',
        remedy: "Write DOMAIN\\name, name@domain, name or a distinguished name",
      },
    });
  });

  it("without a name is the one that the installer made", async () => {
    const made = object("MSOL_0123456789ab", { rid: 1150 });
    const { account: found } = await observeWith({ objects: [made] }, null);
    expect(found).toMatchObject({ observed: { name: "WINGTIP\\MSOL_0123456789ab" } });
  });

  it("without a name is undecided where the installer has made several, such as one for each server", async () => {
    const made = ["MSOL_0123456789ab", "MSOL_ba9876543210"].map((name, index) => object(name, { rid: 1150 + index }));
    const { account: found, details } = await observeWith({ objects: made }, null);
    expect(found).toMatchObject({ undecided: { reason: expect.stringContaining("MSOL_* matches 2 objects") } });
    expect(details).toBeNull();
  });

  it("without a name is absent while the installer has made none", async () => {
    expect((await observeWith({}, null)).account).toEqual({ observed: null });
  });

  it("is disabled when its flag says so", async () => {
    const disabled = {
      ...connector,
      distinguishedName: `CN=off,${domainName}`,
      samAccountName: "off",
      userAccountControl: 0x202,
    };
    const { details } = await observeWith({ objects: [disabled] }, "off");
    expect(details?.enabled).toEqual({ observed: false });
  });

  it("whose flags are hidden is unobservable, with the right to grant", async () => {
    const veiled = object("veiled", { rid: 1103, userAccountControl: null });
    const { details } = await observeWith({ objects: [veiled] }, "veiled");
    expect(details?.enabled).toEqual({
      unobservable: {
        reason: `WINGTIP\\reader cannot read userAccountControl of ${veiled.distinguishedName}`,
        remedy: `Grant WINGTIP\\reader Read userAccountControl on ${veiled.distinguishedName}`,
      },
    });
  });

  it("whose own security identifier is hidden is unobservable", async () => {
    const veiled = object("veiled", { sid: null });
    expect((await observeWith({ objects: [veiled] }, "veiled")).account).toHaveProperty("unobservable");
  });

  it("whose classes are hidden is unobservable, and not of another kind", async () => {
    const veiled = object("veiled", { rid: 1107, objectClass: [] });
    expect((await observeWith({ objects: [veiled] }, "veiled")).account).toHaveProperty("unobservable");
  });
});

describe("protected groups of a connector account", () => {
  it("are found through nested groups, with the way there", async () => {
    const memberOf = {
      [account]: [`${domainSid}-1201`],
      [`${domainSid}-1201`]: [`${domainSid}-1202`],
      [`${domainSid}-1202`]: ["S-1-5-32-551"],
    };
    expect((await detailsWith({ memberOf })).protectedGroups).toEqual({
      observed: [
        {
          group: "BUILTIN\\Backup Operators",
          sid: "S-1-5-32-551",
          through: ["WINGTIP\\Sync Readers", "WINGTIP\\Helpers"],
        },
      ],
    });
  });

  it("are found in spite of groups that contain each other", async () => {
    const memberOf = {
      [account]: [`${domainSid}-1201`],
      [`${domainSid}-1201`]: [`${domainSid}-1202`],
      [`${domainSid}-1202`]: [`${domainSid}-1201`, `${domainSid}-512`],
    };
    expect((await detailsWith({ memberOf })).protectedGroups).toMatchObject({
      observed: [{ group: "WINGTIP\\Domain Admins", through: ["WINGTIP\\Sync Readers", "WINGTIP\\Helpers"] }],
    });
  });

  it("include a membership of the account itself, named over no other group", async () => {
    expect((await detailsWith({ memberOf: { [account]: [`${domainSid}-512`] } })).protectedGroups).toEqual({
      observed: [{ group: "WINGTIP\\Domain Admins", sid: `${domainSid}-512`, through: [] }],
    });
  });

  it("include one that only the domain controller's own token shows", async () => {
    expect((await detailsWith({ token: ["S-1-5-32-551"] })).protectedGroups).toEqual({
      observed: [
        {
          group: "BUILTIN\\Backup Operators",
          sid: "S-1-5-32-551",
          through: ["a group that the read account cannot see"],
          by: "unseen group",
        },
      ],
    });
  });

  it("include one that a former account of its SID history was", async () => {
    const moved = object("moved", { rid: 1105, sidHistory: ["S-1-5-21-9-9-9-512"] });
    const { details } = await observeWith({ objects: [moved] }, "moved");
    expect(details?.protectedGroups).toMatchObject({
      observed: [{ group: "S-1-5-21-9-9-9-512", sid: "S-1-5-21-9-9-9-512", by: "SID history" }],
    });
  });

  it("include the primary group, which does not list its members", async () => {
    const admin = object("admin", { rid: 1106, primaryGroupId: 512 });
    const memberOf = { [`${domainSid}-1106`]: [`${domainSid}-512`] };
    const { details } = await observeWith({ objects: [admin], memberOf }, "admin");
    expect(details?.protectedGroups).toMatchObject({
      observed: [{ sid: `${domainSid}-512`, through: [], by: "primary group" }],
    });
  });

  it("include one that lists everybody", async () => {
    const memberOf = { "S-1-5-11": ["S-1-5-32-551"] };
    expect((await detailsWith({ memberOf })).protectedGroups).toMatchObject({
      observed: [{ through: ["Authenticated Users"], by: "being everyone" }],
    });
  });

  it("do not include ordinary groups", async () => {
    expect((await detailsWith({ memberOf: { [account]: [`${domainSid}-1201`] } })).protectedGroups).toEqual({
      observed: [],
    });
  });

  it("are unobservable when the groups cannot be read, and everything else is reported", async () => {
    const details = await detailsWith({ failing: { groupsOf: unreachable } });
    expect(details.protectedGroups).toEqual({
      unobservable: { reason: "dc1 cannot be reached", remedy: "Open the way to it" },
    });
    expect(details.enabled).toEqual({ observed: true });
  });
});

const unseenGroups = {
  unobservable: {
    reason: `WINGTIP\\reader cannot read tokenGroups of ${connector.distinguishedName}, so there may be groups that it cannot see`,
    remedy: `Grant WINGTIP\\reader Read tokenGroups on ${connector.distinguishedName}`,
  },
};

describe("a connector account whose token the domain controller does not tell", () => {
  const token = null;

  it("may be in protected groups that the reader does not see", async () => {
    expect((await detailsWith({ token })).protectedGroups).toEqual(unseenGroups);
  });

  it("is in those that the reader does see", async () => {
    const memberOf = { [account]: [`${domainSid}-512`] };
    expect((await detailsWith({ token, memberOf })).protectedGroups).toMatchObject({
      observed: [{ sid: `${domainSid}-512` }],
    });
  });

  it("may hold a right through a group, which therefore does not pass for missing", async () => {
    const rights = await rightsWith([allow("S-1-5-32-544", { right: getChangesAll })], { token });
    expect(rights).toMatchObject({ getChanges: nobody, getChangesAll: unseenGroups });
  });

  it("holds a right of its own, unless an entry for a group that it may be in denies it before", async () => {
    const own = allow(account, { right: getChanges });
    const denied = deny(`${domainSid}-1299`, { right: getChanges });
    expect((await rightsWith([own, denied], { token })).getChanges).toMatchObject({ observed: { granted: true } });
    expect((await rightsWith([denied, own], { token })).getChanges).toEqual(unseenGroups);
  });
});

describe("replication rights of a connector account", () => {
  it.each(["S-1-5-2", "S-1-5-15", "S-1-5-4"])(
    "are undecided where only a kind of logon, %s, gives them",
    async (sid) => {
      const rights = await rightsWith([allow(sid, { right: getChangesAll })]);
      expect(rights.getChanges).toEqual(nobody);
      expect(rights.getChangesAll).toHaveProperty("undecided.reason", expect.stringContaining(domainName));
    },
  );

  it("are held directly by an entry for the account", async () => {
    const rights = await rightsWith([allow(account, { right: getChanges })]);
    expect(rights.getChanges).toEqual({
      observed: { granted: true, trustee: "WINGTIP\\svc-connect", through: [] },
    });
    expect(rights.getChangesAll).toEqual(nobody);
  });

  it("are held through a group, which is named", async () => {
    const memberOf = { [account]: [`${domainSid}-1201`], [`${domainSid}-1201`]: [`${domainSid}-1202`] };
    const rights = await rightsWith([allow(`${domainSid}-1202`, { right: getChangesAll })], { memberOf });
    expect(rights.getChangesAll).toEqual({
      observed: {
        granted: true,
        trustee: "WINGTIP\\Helpers",
        through: ["WINGTIP\\Sync Readers", "WINGTIP\\Helpers"],
      },
    });
  });

  it("are not held when a deny entry comes first, and its trustee is named", async () => {
    const memberOf = { [account]: [`${domainSid}-1201`] };
    const entries = [deny(`${domainSid}-1201`, { right: getChanges }), allow(account, { right: getChanges })];
    expect((await rightsWith(entries, { memberOf })).getChanges).toEqual({
      observed: {
        granted: false,
        deniedTo: "WINGTIP\\Sync Readers",
        deniedBy: [
          {
            on: "DC=wingtip,DC=test",
            to: "WINGTIP\\Sync Readers",
            entry: `(OD;;CR;${getChanges};;${domainSid}-1201)`,
          },
        ],
      },
    });
  });

  it("are not given by an entry that only children inherit", async () => {
    const entries = [allow(account, { right: getChanges, flags: inheritOnly })];
    expect((await rightsWith(entries)).getChanges).toEqual({
      observed: { granted: false, deniedTo: null, below: { objectClass: null } },
    });
  });

  it("are not given by an entry for another right", async () => {
    expect((await rightsWith([allow(account, { right: getChangesAll })])).getChanges).toEqual(nobody);
  });

  it("come with an entry for everything", async () => {
    expect((await rightsWith([allow("S-1-5-11")])).getChangesAll).toEqual({
      observed: { granted: true, trustee: "Authenticated Users", through: ["Authenticated Users"] },
    });
  });

  it("are unobservable where the domain's descriptor is hidden", async () => {
    const { replication } = await detailsWith({ domains: [domain({ rootSecurityDescriptor: hidden })] });
    expect(replication).toEqual([
      { domain: "wingtip.test", distinguishedName: domainName, getChanges: hidden, getChangesAll: hidden },
    ]);
  });

  it("are unobservable where the descriptor makes no sense", async () => {
    const domains = [domain({ rootSecurityDescriptor: observed(Uint8Array.of(1, 0, 4)) })];
    const [rights] = (await detailsWith({ domains })).replication;
    expect(rights?.getChanges).toHaveProperty("unobservable.reason", expect.stringContaining(domainName));
  });

  it("are undecided where a conditional ACE decides", async () => {
    const conditional = {
      ...allow(account, { right: getChanges }),
      kind: "allow callback object",
    } as AccessControlEntry;
    expect((await rightsWith([conditional])).getChanges).toHaveProperty("undecided");
  });
});
