import { describe, expect, it } from "vitest";
import { observeGroupManagedServiceAccount } from "../../../directory/inspection/group-managed-service-account.ts";
import {
  allow,
  computer,
  deny,
  descriptor,
  domainSid,
  gmsaClass,
  group,
  inheritOnly,
  type MemoryForest,
  memoryForest,
  object,
  unreachable,
} from "../memory-forest.ts";

const readProperty = { mask: 0x10 };
const agent1 = computer("AGENT01", 1301);
const agent2 = computer("AGENT02", 1302);
const spare = computer("SPARE", 1303);
const servers = group("Agent Servers", 1401);
const outer = group("All Agents", 1402);
const nobody = { observed: { granted: false, deniedTo: null } };

function gmsa(membership: Uint8Array | null, facts = {}) {
  return object("pGMSA_0a1b2c3d$", {
    rid: 1500,
    objectClass: gmsaClass,
    groupManagedServiceAccountMembership: membership,
    supportedEncryptionTypes: 24,
    ...facts,
  });
}

async function detailsOf(account: ReturnType<typeof gmsa>, declared: readonly string[], model: MemoryForest = {}) {
  const source = memoryForest({
    ...model,
    objects: [account, agent1, agent2, spare, servers, outer, ...(model.objects ?? [])],
  });
  const { details } = await observeGroupManagedServiceAccount(source, { name: "pGMSA_0a1b2c3d$", servers: declared });
  if (details === null) throw new Error("the gMSA was not found");
  return details;
}

describe("a gMSA", () => {
  it("names its most specific class", async () => {
    const source = memoryForest({ objects: [gmsa(null)] });
    const { account } = await observeGroupManagedServiceAccount(source, { name: "pGMSA_0a1b2c3d", servers: [] });
    expect(account).toMatchObject({ observed: { objectClass: "msDS-GroupManagedServiceAccount" } });
  });

  it("lets a declared server retrieve its password directly", async () => {
    const details = await detailsOf(gmsa(descriptor([allow(agent1.sid ?? "", readProperty)])), ["AGENT01"]);
    expect(details.servers).toEqual([
      {
        server: "AGENT01",
        computer: {
          observed: {
            distinguishedName: agent1.distinguishedName,
            name: "WINGTIP\\AGENT01$",
            sid: agent1.sid,
            objectClass: "computer",
          },
        },
        enabled: { observed: true },
        onlyAsEveryone: { observed: false },
        encryptionTypes: { observed: null },
        mayRetrieve: { observed: { granted: true, trustee: "WINGTIP\\AGENT01$", through: [] } },
      },
    ]);
    expect(details.others).toEqual({ observed: { count: 0, sample: [] } });
  });

  it("lets a declared server retrieve it through nested groups, which are not others", async () => {
    const memberOf = { [agent1.sid ?? ""]: [servers.sid ?? ""], [servers.sid ?? ""]: [outer.sid ?? ""] };
    const details = await detailsOf(gmsa(descriptor([allow(outer.sid ?? "", readProperty)])), ["AGENT01$"], {
      memberOf,
    });
    expect(details.servers[0]?.mayRetrieve).toEqual({
      observed: {
        granted: true,
        trustee: "WINGTIP\\All Agents",
        through: ["WINGTIP\\Agent Servers", "WINGTIP\\All Agents"],
      },
    });
    expect(details.others).toEqual({ observed: { count: 0, sample: [] } });
  });

  it("shows a declared server that is not listed, and one that does not exist", async () => {
    const details = await detailsOf(gmsa(descriptor([allow(agent1.sid ?? "", readProperty)])), ["AGENT02", "AGENT09"]);
    expect(details.servers.map(({ mayRetrieve }) => mayRetrieve)).toEqual([nobody, nobody]);
    expect(details.servers[1]?.computer).toEqual({ observed: null });
  });

  it.each([true, false])("shows a deny entry that goes before, where others allow it: %s", async (allowsWithout) => {
    const allowing = allowsWithout ? [allow(agent1.sid ?? "", readProperty)] : [allow(agent2.sid ?? "", readProperty)];
    const entries = [deny(agent1.sid ?? "", readProperty), ...allowing];
    const account = gmsa(descriptor(entries));
    const details = await detailsOf(account, ["AGENT01"]);
    expect(details.servers[0]?.mayRetrieve).toEqual({
      observed: {
        granted: false,
        deniedTo: "WINGTIP\\AGENT01$",
        deniedBy: [{ on: account.distinguishedName, to: "WINGTIP\\AGENT01$", entry: `(D;;RP;;;${agent1.sid})` }],
        deniedIn: {
          attribute: "msDS-GroupMSAMembership",
          value: Buffer.from(descriptor(entries)).toString("base64"),
          allowsWithout,
        },
      },
    });
  });

  it("lists everyone else who may retrieve it, in order of the security identifier", async () => {
    const entries = [spare.sid, "S-1-5-21-9-9-9-1107", agent1.sid].map((sid) => allow(sid ?? "", readProperty));
    const details = await detailsOf(gmsa(descriptor(entries)), ["AGENT01"]);
    expect(details.others).toEqual({
      observed: {
        count: 2,
        sample: [
          { sid: "S-1-5-21-9-9-9-1107", name: null, kind: "unresolved" },
          { sid: spare.sid, name: "WINGTIP\\SPARE$", kind: "computer" },
        ],
      },
    });
  });

  it("tells the kinds of retrievers apart", async () => {
    const person = object("anna", { rid: 1600 });
    const sids = [servers.sid, person.sid, gmsa(null).sid, "S-1-1-0"];
    const entries = sids.map((sid) => allow(sid ?? "", readProperty));
    const details = await detailsOf(gmsa(descriptor(entries)), [], { objects: [person] });
    expect(details.others).toMatchObject({
      observed: {
        sample: [
          { name: "Everyone", kind: "well-known" },
          { name: "WINGTIP\\Agent Servers", kind: "group" },
          { name: "WINGTIP\\pGMSA_0a1b2c3d$", kind: "managed service account" },
          { name: "WINGTIP\\anna", kind: "user" },
        ],
      },
    });
  });

  it("keeps Everyone among the others, although the servers retrieve through it", async () => {
    const details = await detailsOf(gmsa(descriptor([allow("S-1-1-0", readProperty)])), ["AGENT01"]);
    expect(details.servers[0]?.mayRetrieve).toMatchObject({ observed: { granted: true, trustee: "Everyone" } });
    expect(details.others).toMatchObject({ observed: { count: 1 } });
  });

  it("keeps Domain Computers among the others, and groups that hold it", async () => {
    const domainComputers = `${domainSid}-515`;
    const memberOf = { [agent1.sid ?? ""]: [domainComputers], [domainComputers]: [outer.sid ?? ""] };
    for (const trustee of [domainComputers, outer.sid ?? ""]) {
      const details = await detailsOf(gmsa(descriptor([allow(trustee, readProperty)])), ["AGENT01"], { memberOf });
      expect(details.servers[0]?.mayRetrieve).toMatchObject({ observed: { granted: true } });
      expect(details.others).toMatchObject({ observed: { count: 1, sample: [{ sid: trustee }] } });
    }
  });

  it("names twenty retrievers and counts them all", async () => {
    const entries = Array.from({ length: 45 }, (_, index) => allow(`S-1-5-21-9-9-9-${3000 - index}`, readProperty));
    const { others } = await detailsOf(gmsa(descriptor(entries)), []);
    expect(others).toMatchObject({ observed: { count: 45 } });
    expect("observed" in others && others.observed.sample.map(({ sid }) => sid).slice(0, 2)).toEqual([
      "S-1-5-21-9-9-9-2956",
      "S-1-5-21-9-9-9-2957",
    ]);
    expect("observed" in others && others.observed.sample).toHaveLength(20);
  });

  it("does not count entries that are for children only or give no reading", async () => {
    const entries = [
      allow(agent1.sid ?? "", { mask: 0x10, flags: inheritOnly }),
      allow(agent2.sid ?? "", { mask: 0x20 }),
    ];
    const details = await detailsOf(gmsa(descriptor(entries)), ["AGENT01", "AGENT02"]);
    expect(details.others).toEqual({ observed: { count: 0, sample: [] } });
    expect(details.servers.map(({ mayRetrieve }) => mayRetrieve)).toEqual([nobody, nobody]);
  });

  it("that lists nobody lets no server in", async () => {
    const details = await detailsOf(gmsa(null), ["AGENT01"]);
    expect(details.others).toEqual({ observed: { count: 0, sample: [] } });
    expect(details.servers[0]?.mayRetrieve).toEqual(nobody);
  });

  it("with a NULL DACL is open to everyone, which is said", async () => {
    const details = await detailsOf(gmsa(descriptor(null)), ["AGENT01"]);
    expect(details.others).toMatchObject({ observed: { count: 1, sample: [{ name: "Everyone" }] } });
    expect(details.servers[0]?.mayRetrieve).toMatchObject({ observed: { granted: true, trustee: "Everyone" } });
  });

  it("whose attributes are hidden says nothing about retrievers and encryption", async () => {
    const account = gmsa(null, { supportedEncryptionTypes: null });
    const entries = [{ distinguishedName: account.distinguishedName, attributes: { nTSecurityDescriptor: [] } }];
    const details = await detailsOf(account, ["AGENT01"], { entries });
    expect(details.others).toHaveProperty("unobservable");
    expect(details.servers[0]?.mayRetrieve).toHaveProperty("unobservable");
    expect(details.encryptionTypes).toHaveProperty("unobservable");
  });

  it("without encryption types shows that the attribute is absent", async () => {
    const details = await detailsOf(gmsa(null, { supportedEncryptionTypes: null }), []);
    expect(details.encryptionTypes).toEqual({ observed: null });
  });

  it("whose servers' groups cannot be read leaves open who the others are", async () => {
    const account = gmsa(descriptor([allow(spare.sid ?? "", readProperty)]));
    const details = await detailsOf(account, ["AGENT01"], { failing: { groupsOf: unreachable } });
    expect(details.servers[0]?.mayRetrieve).toHaveProperty("unobservable.reason", "dc1 cannot be reached");
    expect(details.others).toHaveProperty("unobservable");
  });
});
