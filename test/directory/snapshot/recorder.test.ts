import { describe, expect, it } from "vitest";
import { observed } from "../../../catalogue/fact.ts";
import { observeThrough } from "../../../directory/directories.ts";
import type { ObservationRequest } from "../../../directory/requests.ts";
import { recordSnapshot } from "../../../directory/snapshot/recorder.ts";
import { SnapshotSource } from "../../../directory/snapshot/source.ts";
import { ConnectionLostError, DirectoryUnavailableError } from "../../../directory/source.ts";
import {
  allow,
  computer,
  descriptor,
  domain,
  getChanges,
  gmsaClass,
  group,
  hidden,
  type MemoryForest,
  memoryForest,
  object,
} from "../memory-forest.ts";

const forest = "wingtip.test";
const connector = object("svc-connect", { rid: 1101, userPrincipalName: "connect@wingtip.example" });
const agent = computer("AGENT01", 1301);
const spare = computer("SPARE", 1302);
const agents = group("Agents", 1401);
const gmsa = object("agent$", {
  rid: 1500,
  objectClass: gmsaClass,
  groupManagedServiceAccountMembership: descriptor([agents, spare].map(({ sid }) => allow(sid ?? "", { mask: 0x10 }))),
});

const model: MemoryForest = {
  objects: [connector, agent, spare, agents, gmsa],
  memberOf: { [agent.sid ?? ""]: [agents.sid ?? ""] },
  domains: [
    domain({ rootSecurityDescriptor: observed(descriptor([allow(connector.sid ?? "", { right: getChanges })])) }),
  ],
  forest: { managedPasswordHolders: hidden },
};

const requests: readonly ObservationRequest[] = [
  { subject: "forest", forest },
  { subject: "connector account", forest, name: "WINGTIP\\svc-connect" },
  { subject: "connector account", forest, name: null },
  { subject: "group managed service account", forest, name: "agent$", servers: ["AGENT01", "ghost"] },
  { subject: "privileged administrator", forest, name: "nobody" },
];

async function record(source = memoryForest(model), asked = requests) {
  const snapshot = await recordSnapshot(source, asked, () => new Date("2026-11-20T08:00:00Z"));
  return new SnapshotSource(async () => snapshot, { file: "wingtip.snapshot.json", maximumAgeDays: 7 });
}

async function both(request: ObservationRequest, recorded: SnapshotSource) {
  const [{ evidence: _, ...live }, { evidence, ...offline }] = await Promise.all([
    observeThrough(memoryForest(model), request),
    observeThrough(recorded, request),
  ]);
  return { live, offline, evidence };
}

describe("a recorded snapshot", () => {
  it.each(requests.map((request) => [request.subject, request] as const))(
    "gives the same observation of a %s as the source",
    async (_, request) => {
      const { live, offline } = await both(request, await record());
      expect(offline).toEqual(live);
    },
  );

  it("keeps facts, with what could not be read", async () => {
    const snapshot = await recordSnapshot(memoryForest(model), requests, () => new Date(0));
    expect(snapshot.forest.managedPasswordHolders).toEqual(hidden);
    expect(JSON.stringify(snapshot)).not.toMatch(/granted|trustee|through/);
  });

  it.each(["svc-connect", "connect@wingtip.example", "svc-connect@wingtip.test", "wingtip.test\\SVC-connect"])(
    "answers for an account under the name %s",
    async (name) => {
      const { live, offline } = await both({ subject: "connector account", forest, name }, await record());
      expect(offline).toEqual(live);
    },
  );

  it("answers for a server that is declared later, when it may retrieve the password already", async () => {
    const request = { subject: "group managed service account", forest, name: "agent", servers: ["SPARE"] } as const;
    const { live, offline } = await both(request, await record());
    expect(offline).toEqual(live);
  });

  it("tells what was not found from what nobody looked for", async () => {
    const recorded = await record();
    const known = await both({ subject: "connector account", forest, name: "NOBODY" }, recorded);
    expect(known.offline).toMatchObject({ account: { observed: null } });
    const unknown = await both({ subject: "connector account", forest, name: "stranger" }, recorded);
    expect(unknown.offline).toMatchObject({
      account: {
        unobservable: {
          reason:
            "The account: stranger is not in the snapshot wingtip.snapshot.json, because the recording did not ask for it",
          remedy: "Record it again with: npx hybrid-sync snapshot --stack NAME",
        },
      },
    });
  });

  it("answers for a stack that trusts fewer than the one for which it was recorded", async () => {
    const trusting = { subject: "forest", forest, trusted: { tierZero: [], syncAccounts: ["svc-connect"] } } as const;
    const rootSecurityDescriptor = observed(
      descriptor([allow(connector.sid ?? "", { right: getChanges }), allow(connector.sid ?? "", { mask: 0x4_0000 })]),
    );
    const writable = memoryForest({ ...model, domains: [domain({ rootSecurityDescriptor })] });
    const recorded = await record(writable, [trusting]);
    const fewer = { ...trusting, trusted: { tierZero: [], syncAccounts: [] } };
    const { evidence: _, ...offline } = await observeThrough(recorded, fewer);
    const { evidence: __, ...live } = await observeThrough(writable, fewer);
    expect(offline).toEqual(live);
  });

  it("carries when it was recorded and how long it counts", async () => {
    expect(await (await record()).evidence()).toEqual({
      source: "snapshot",
      domainController: "dc1.wingtip.test",
      reader: "WINGTIP\\reader",
      recordedAt: "2026-11-20T08:00:00.000Z",
      maximumAgeDays: 7,
    });
  });

  it("repeats what the source could not answer", async () => {
    const failing = { findAccounts: new DirectoryUnavailableError("dc1 holds no copy of TOYS", "Ask another") };
    const recorded = await record(memoryForest({ ...model, failing }));
    const { offline } = await both({ subject: "privileged administrator", forest, name: "nobody" }, recorded);
    expect(offline).toMatchObject({
      account: { unobservable: { reason: "dc1 holds no copy of TOYS", remedy: "Ask another" } },
    });
  });

  it("is not made from a source that is lost on the way", async () => {
    const failing = { groupsOf: new ConnectionLostError("The connection was lost", "Try again") };
    await expect(record(memoryForest({ ...model, failing }))).rejects.toThrow(ConnectionLostError);
  });

  it("is not made from a source that cannot be opened", async () => {
    const failing = { evidence: new DirectoryUnavailableError("dc1 cannot be reached", "Open the way") };
    await expect(record(memoryForest({ ...model, failing }))).rejects.toThrow("dc1 cannot be reached");
  });
});
