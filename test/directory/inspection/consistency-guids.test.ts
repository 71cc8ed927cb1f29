import { describe, expect, it } from "vitest";
import { observeConsistencyGuids } from "../../../directory/inspection/consistency-guids.ts";
import { observeForest } from "../../../directory/inspection/forest.ts";
import type { SecuredObject } from "../../../directory/secured-objects.ts";
import {
  allow,
  descriptor,
  domainName,
  domainSid,
  type MemoryForest,
  memoryForest,
  object,
  unreachable,
} from "../memory-forest.ts";

const reader = object("reader", { rid: 1200 });
const authenticatedUsers = "S-1-5-11";
const readPropertyOf = { mask: 0x10, right: "23773dc2-b63a-11d2-90e1-00c04fd91ab1" };
/** The first lets everybody read everything; the second the reader this attribute; the third nobody anything. */
const descriptors = [
  descriptor([allow(authenticatedUsers, { mask: 0x20014 })]),
  descriptor([allow(`${domainSid}-1200`, readPropertyOf)]),
  descriptor([]),
];

function secured(name: string, facts: Partial<SecuredObject> = {}): SecuredObject {
  return {
    name,
    container: `OU=Staff,${domainName}`,
    objectClass: "user",
    descriptor: 0,
    adminCount: false,
    critical: false,
    consistencyGuid: false,
    ...facts,
  };
}

async function observe(objects: readonly SecuredObject[], model: MemoryForest = {}) {
  const source = memoryForest({ objects: [reader], secured: [{ descriptors, objects }], ...model });
  const found = await observeConsistencyGuids(source);
  if (!("observed" in found)) throw new Error("the domain answers");
  const [row] = found.observed;
  if (row === undefined || !("observed" in row.objects)) throw new Error("its objects answer");
  return row.objects.observed;
}

describe("values of mS-DS-ConsistencyGuid", () => {
  it("are nothing in a new domain", async () => {
    expect(await observe([secured("CN=a"), secured("CN=b", { descriptor: 1 })])).toEqual({
      domainController: "dc1.wingtip.test",
      visible: 2,
      set: { count: 0, sample: [] },
      unread: { observed: null },
    });
  });

  it("are counted on objects of any class, and the first twenty named", async () => {
    const many = Array.from({ length: 30 }, (_, index) =>
      secured(`CN=P${String(index).padStart(2, "0")}`, { consistencyGuid: index !== 0 }),
    );
    const others = [
      secured("CN=g", { objectClass: "group", consistencyGuid: true }),
      secured("CN=c", { objectClass: "contact", consistencyGuid: true }),
      secured("OU=o", { objectClass: "organizationalUnit", consistencyGuid: true }),
    ];
    const { set } = await observe([...many, ...others]);
    expect(set.count).toBe(32);
    expect(set.sample).toHaveLength(20);
    expect(set.sample[0]).toBe(`CN=P01,OU=Staff,${domainName}`);
  });

  it("are not denied where the reader cannot read the attribute of a user or group", async () => {
    const hidden = [secured("CN=z", { descriptor: 2 }), secured("CN=y", { descriptor: null, objectClass: "group" })];
    expect(await observe([secured("CN=a"), ...hidden])).toMatchObject({
      unread: { observed: `CN=y,OU=Staff,${domainName}` },
    });
  });

  it("are of no interest on parts of the directory itself, and on what no tool gives an anchor", async () => {
    const hidden = { descriptor: 2 } as const;
    const objects = [
      secured("CN=krbtgt", { ...hidden, critical: true }),
      secured("CN=pc", { ...hidden, objectClass: "computer" }),
    ];
    expect(await observe(objects)).toMatchObject({ unread: { observed: null } });
  });

  it("may be hidden where the reader is of another forest", async () => {
    expect(await observe([secured("CN=a")], { objects: [] })).toMatchObject({
      unread: { unobservable: { reason: expect.stringContaining("WINGTIP\\reader was not found in the forest") } },
    });
  });

  it("are unobservable where the objects do not answer", async () => {
    const source = memoryForest({ failing: { readObjects: unreachable } });
    expect(await observeConsistencyGuids(source)).toMatchObject({
      observed: [{ domain: "wingtip.test", objects: { unobservable: { reason: "dc1 cannot be reached" } } }],
    });
    expect(await observeConsistencyGuids(memoryForest({ failing: { domains: unreachable } }))).toHaveProperty(
      "unobservable",
    );
  });

  it("are looked for when somebody asks, and cost nothing otherwise", async () => {
    expect((await observeForest(memoryForest())).consistencyGuids).toBeNull();
    expect((await observeForest(memoryForest(), { consistencyGuids: true })).consistencyGuids).toMatchObject({
      observed: [{ domain: "wingtip.test" }],
    });
  });
});
