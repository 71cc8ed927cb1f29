import { describe, expect, it } from "vitest";
import { observeThrough } from "../../../directory/directories.ts";
import type { ObservationRequest } from "../../../directory/requests.ts";
import type { ObjectBatch, SecuredObject } from "../../../directory/secured-objects.ts";
import { decodeGuid } from "../../../directory/security/guid.ts";
import { parseSddl } from "../../../directory/security/sddl-reader.ts";
import { encodeSecurityDescriptor } from "../../../directory/security/security-descriptor.ts";
import { encodeSid } from "../../../directory/security/sid.ts";
import { recordSnapshot } from "../../../directory/snapshot/recorder.ts";
import { SnapshotSource } from "../../../directory/snapshot/source.ts";
import type { DirectorySource } from "../../../directory/source.ts";
import { stampAdminSdHolder } from "../../../lab/scripted-directory/admin-sd-holder.ts";
import type { Fault } from "../../../lab/scripted-directory/fault.ts";
import { group, user } from "../../../lab/scripted-directory/objects.ts";
import {
  emea,
  emeaSid,
  forest,
  sourceOver,
  startController,
  usualEntries,
  wingtip,
  wingtipSid,
} from "./scripted-forest.ts";

const account = `CN=svc,CN=Users,${wingtip}`;
const sid = `${wingtipSid}-1100`;
const told = [encodeSid(`${wingtipSid}-513`)];
const consistencyGuid = "23773dc2-b63a-11d2-90e1-00c04fd91ab1";
const userClass = "bf967aba-0de6-11d0-a285-00aa003049e2";
const descriptor = (dacl: string) => encodeSecurityDescriptor(parseSddl(`O:BAG:BA${dacl}`, {}));

/** The right to write one attribute of users, on the root and as users inherit it. */
const onRoot = descriptor(`D:(OA;CIIO;WP;${consistencyGuid};${userClass};${sid})`);
const inherited = descriptor(`D:(OA;CIIOID;WP;${consistencyGuid};${userClass};${sid})`);
const onUser = descriptor(`D:(OA;ID;WP;${consistencyGuid};${userClass};${sid})`);
const holder = descriptor("D:P(A;;GA;;;BA)");

const svc = user(account, sid, { tokenGroups: told, tokenGroupsGlobalAndUniversal: told });
const person = (name: string, rid: number, domain = emea) =>
  user(`CN=${name},CN=Users,${domain}`, `${emeaSid}-${rid}`, { nTSecurityDescriptor: [onUser] });
const helpDesk = group(`CN=Help Desk,CN=Users,${emea}`, `${emeaSid}-1301`, "global", [`CN=admin,CN=Users,${emea}`]);
const admins = group(`CN=Account Operators,CN=Builtin,${emea}`, "S-1-5-32-548", "builtinLocal", [
  helpDesk.distinguishedName,
]);
const container = usualEntries(emea, emeaSid)
  .filter(({ attributes }) => attributes.objectClass?.includes("container"))
  .map((entry) => ({ ...entry, attributes: { ...entry.attributes, nTSecurityDescriptor: [inherited] } }));
const table = forest({
  wingtip: [svc],
  emea: stampAdminSdHolder(
    emea,
    [...container, person("ordinary", 1201), person("admin", 1202), helpDesk, admins],
    holder,
  ),
  facts: { securityDescriptor: onRoot },
});

const requests: readonly ObservationRequest[] = [
  { subject: "forest", forest: "wingtip.test" },
  { subject: "connector account", forest: "wingtip.test", name: "WINGTIP\\svc" },
  { subject: "privileged administrator", forest: "wingtip.test", name: "EMEA\\admin" },
];

async function everything(source: DirectorySource): Promise<readonly object[]> {
  const observed = [];
  // One after the other, as the recorder does.
  for (const request of requests) observed.push({ ...(await observeThrough(source, request)), evidence: undefined });
  return observed;
}

describe("a forest of several domains", () => {
  it.each([
    ["when all of them answer", false],
    ["when one of them does not", true],
  ])("looks the same in a snapshot as live, %s", async (_, cut) => {
    await using root = await startController(table, "wingtip.test");
    await using child = await startController(table, "emea.wingtip.test");
    if (cut) await child.close();
    const source = sourceOver({ "wingtip.test": [root], "emea.wingtip.test": [child] });
    const snapshot = await recordSnapshot(source, requests, () => new Date());
    const replayed = new SnapshotSource(async () => snapshot, { file: "x", maximumAgeDays: 7 });
    expect(await everything(replayed)).toEqual(await everything(source));
    expect((await replayed.evidence()).domainControllers).toEqual((await source.evidence()).domainControllers);
    await source.close();
  });

  it("shows which objects AdminSDHolder keeps a right from, in a child domain too", async () => {
    await using root = await startController(table, "wingtip.test");
    await using child = await startController(table, "emea.wingtip.test");
    const source = sourceOver({ "wingtip.test": [root], "emea.wingtip.test": [child] });
    const observed = await observeThrough(
      source,
      requests[1] as Extract<ObservationRequest, { subject: "connector account" }>,
    );
    const domain = observed.details?.permissions.find((each) => each.domain === "emea.wingtip.test");
    const objects = domain?.objects;
    if (objects === undefined || !("observed" in objects)) throw new Error("the objects were not observed");
    expect(objects.observed.domainController).toBe("dc1.emea.wingtip.test");
    const protectedOnes = objects.observed.rights.flatMap(({ obstacles }) =>
      obstacles.filter(({ why }) => why === "protected").flatMap(({ objects: names }) => names.sample),
    );
    expect([...new Set(protectedOnes)]).toContain(`CN=admin,CN=Users,${emea}`);
    expect(protectedOnes).not.toContain(`CN=ordinary,CN=Users,${emea}`);
    await source.close();
  });
});

/** A snapshot holds the objects of domains with their GUIDs, so the ids of findings would differ if more were told live. */
describe("the objectGUID of an object", () => {
  const bytes = Uint8Array.from({ length: 16 }, (_, place) => place);
  const unit = `OU=Sales,${emea}`;
  const service = `CN=Device Registration Services,CN=Services,CN=Configuration,${wingtip}`;
  const withGuid = (distinguishedName: string, objectClass: string) => ({
    distinguishedName,
    attributes: { objectClass: ["top", objectClass], objectGUID: [bytes] },
  });
  const forestWithGuids = {
    ...forest({ emea: [withGuid(unit, "organizationalUnit")] }),
    configuration: [withGuid(service, "container")],
  };

  it("is told in a domain and not in the configuration, live and from a snapshot", async () => {
    await using root = await startController(forestWithGuids, "wingtip.test");
    await using child = await startController(forestWithGuids, "emea.wingtip.test");
    const source = sourceOver({ "wingtip.test": [root], "emea.wingtip.test": [child] });
    const seen = await source.entries({ base: service, scope: "base", attributes: ["objectClass"] });
    expect(seen).toHaveLength(1);
    const snapshot = await recordSnapshot(source, requests, () => new Date());
    const replayed = new SnapshotSource(async () => snapshot, { file: "x", maximumAgeDays: 7 });
    for (const each of [source, replayed]) {
      expect(await each.objectGuid(unit)).toBe(decodeGuid(bytes));
      expect(await each.objectGuid(service)).toBeNull();
    }
    await source.close();
  });
});

describe("the objectGUID of every object", () => {
  const bytes = Uint8Array.from({ length: 16 }, (_, place) => place);
  const unit = `OU=Sales,${emea}`;
  const attributes = { objectClass: ["top", "organizationalUnit"], objectGUID: [bytes] };
  const crowded = forest({ emea: [{ distinguishedName: unit, attributes }] });

  it.each([
    ["comes to a receiver that wants it", { wantsGuids: true }, Buffer.from(bytes).toString("base64url")],
    ["is not asked for where nobody wants it", {}, undefined],
  ])("%s, live and from a snapshot", async (_, wish, expected) => {
    await using root = await startController(crowded, "wingtip.test");
    await using child = await startController(crowded, "emea.wingtip.test");
    const source = sourceOver({ "wingtip.test": [root], "emea.wingtip.test": [child] });
    const snapshot = await recordSnapshot(source, requests, () => new Date());
    const replayed = new SnapshotSource(async () => snapshot, { file: "x", maximumAgeDays: 7 });
    for (const each of [source, replayed]) {
      const { receiver } = await each.readObjects(emea, () => {
        const seen: SecuredObject[] = [];
        return { ...wish, seen, receive: ({ objects }: ObjectBatch) => void seen.push(...objects) };
      });
      expect(receiver.seen.filter(({ name }) => name === "OU=Sales").map(({ guid }) => guid)).toEqual([expected]);
    }
    await source.close();
  });
});

describe("reading every object of a domain", () => {
  const people = Array.from({ length: 40 }, (_, index) => person(`p${index}`, 3000 + index));
  const crowded = forest({ emea: people });
  const limits = { pageSize: 10 };
  const isStream: Fault["when"] = ({ attributes }) => attributes.includes("isCriticalSystemObject");

  it.each<[string, Fault["what"]]>([
    ["the connection is lost", { cutAfter: 4 }],
    ["the domain controller is busy", { result: { code: 51 }, after: 4 }],
  ])("begins again from nothing on another domain controller when %s", async (_, what) => {
    const faults: readonly Fault[] = [{ when: (search, page) => isStream(search, page) && page === 3, what }];
    await using root = await startController(crowded, "wingtip.test");
    await using first = await startController(crowded, "emea.wingtip.test", { limits, faults });
    await using second = await startController(crowded, "emea.wingtip.test", {
      limits,
      hostName: "dc2.emea.wingtip.test",
    });
    const source = sourceOver({ "wingtip.test": [root], "emea.wingtip.test": [first, second] });
    const begun: string[][] = [];
    const read = await source.readObjects(emea, () => {
      const names: string[] = [];
      begun.push(names);
      return { names, receive: ({ objects }: ObjectBatch) => void names.push(...objects.map(({ name }) => name)) };
    });
    expect(begun).toHaveLength(2);
    expect(read.domainController).toBe("dc2.emea.wingtip.test");
    expect(read.receiver.names.filter((name) => /^CN=p\d+$/.test(name))).toHaveLength(40);
    expect((await source.evidence()).domainControllers?.[0]?.names).toEqual([
      "dc1.emea.wingtip.test",
      "dc2.emea.wingtip.test",
    ]);
    await source.close();
  });

  it("goes on after an empty page, and ends in no answer where there is no other domain controller", async () => {
    const empty: readonly Fault[] = [
      { when: (search, page) => isStream(search, page) && page === 2, times: 1, what: "empty page" },
    ];
    const cut: readonly Fault[] = [
      { when: (search, page) => isStream(search, page) && page === 3, what: { cutAfter: 1 } },
    ];
    await using root = await startController(crowded, "wingtip.test");
    const count = async (faults: readonly Fault[]) => {
      await using child = await startController(crowded, "emea.wingtip.test", { limits, faults });
      const source = sourceOver({ "wingtip.test": [root], "emea.wingtip.test": [child] });
      let names: string[] = [];
      try {
        await source.readObjects(emea, () => {
          names = [];
          return { receive: ({ objects }: ObjectBatch) => void names.push(...objects.map(({ name }) => name)) };
        });
        return names.filter((name) => /^CN=p\d+$/.test(name)).length;
      } finally {
        await source.close();
      }
    };
    expect(await count(empty)).toBe(40);
    await expect(count(cut)).rejects.toThrow("The domain emea.wingtip.test cannot be observed");
  });
});
