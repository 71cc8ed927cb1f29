/** What is read as a stream is all of it or none: every way in which an answer can end early, over real TLS. */
import { describe, expect, it } from "vitest";
import { resourceTypes } from "../../../../contract/resources.ts";
import { observeThrough } from "../../../../directory/directories.ts";
import type { LiveDirectorySource } from "../../../../directory/live/source.ts";
import type { ObservationRequest } from "../../../../directory/requests.ts";
import type { ObjectBatch, SecuredObject } from "../../../../directory/secured-objects.ts";
import { parseSddl } from "../../../../directory/security/sddl-reader.ts";
import { encodeSecurityDescriptor } from "../../../../directory/security/security-descriptor.ts";
import type {
  DomainControllerScript,
  ScriptedDomainController,
} from "../../../../lab/scripted-directory/domain-controller.ts";
import type { Fault, Misbehaviour } from "../../../../lab/scripted-directory/fault.ts";
import { user } from "../../../../lab/scripted-directory/objects.ts";
import { judgeResource } from "../../../../policy/judgement/judge-resource.ts";
import { connectorAccountBlockedObjects } from "../../../../policy/rules/connector-account-blocked-objects.ts";
import { emea, forest, sourceOver, startController, wingtip, wingtipSid } from "../scripted-forest.ts";

const descriptor = (name: string) =>
  encodeSecurityDescriptor(parseSddl(`O:BAG:BAD:(A;;RP;;;${wingtipSid}-${name})`, {}));
const svc = user(`CN=svc,CN=Users,${wingtip}`, `${wingtipSid}-1100`, { tokenGroups: [] });
const people = Array.from({ length: 40 }, (_, index) =>
  user(`CN=p${index},CN=Users,${wingtip}`, `${wingtipSid}-${2000 + index}`, {
    nTSecurityDescriptor: [descriptor(String(3000 + (index % 4)))],
  }),
);
const table = forest({ wingtip: [svc, ...people] });
/** Of ten: the forty people begin on the second page. */
const limits = { pageSize: 10 };

const isStream: Fault["when"] = ({ attributes }) => attributes.includes("isCriticalSystemObject");
const faulty = (what: Misbehaviour, page = 3, times = Number.POSITIVE_INFINITY): readonly Fault[] => [
  { when: (search, current) => isStream(search, current) && current === page, times, what },
];

interface Read {
  readonly people: number;
  readonly objects: readonly SecuredObject[];
  readonly descriptors: number;
  readonly attempts: number;
  readonly domainController: string;
}

async function read(source: LiveDirectorySource): Promise<Read> {
  let attempts = 0;
  const { receiver, domainController } = await source.readObjects(wingtip, () => {
    attempts += 1;
    const objects: SecuredObject[] = [];
    const kept = { objects, descriptors: 0 };
    const receive = (batch: ObjectBatch) => {
      objects.push(...batch.objects);
      kept.descriptors += batch.descriptors.length;
    };
    return { kept, receive };
  });
  const { objects, descriptors } = receiver.kept;
  const seen = new Set(objects.map(({ name }) => name).filter((name) => /^CN=p\d+$/.test(name)));
  return { people: seen.size, objects, descriptors, attempts, domainController };
}

/** Reads through one domain controller, or two of which the first one errs. */
async function readThrough(
  controllers: readonly [Partial<DomainControllerScript>, ...Partial<DomainControllerScript>[]],
  timeouts = { connect: 10_000, operation: 10_000 },
  scripted = table,
): Promise<Read & { readonly searched: readonly (readonly number[])[] }> {
  const started: ScriptedDomainController[] = [];
  for (const [index, script] of controllers.entries())
    started.push(
      await startController(scripted, "wingtip.test", { limits, hostName: `dc${index + 1}.wingtip.test`, ...script }),
    );
  const [first, ...others] = started;
  if (first === undefined) throw new Error("no domain controller was scripted");
  // The other domain has none that answers, which is another matter.
  const source = sourceOver({ "wingtip.test": [first, ...others] }, timeouts);
  try {
    const all = await read(source);
    const searched = started.map(({ searches }) =>
      searches.filter((search) => isStream(search, 0)).map(({ page }) => page),
    );
    return { ...all, searched };
  } finally {
    await source.close();
    for (const controller of started) await controller.close();
  }
}

const patient = { connect: 10_000, operation: 10_000 };
const impatient = { connect: 10_000, operation: 1500 };

describe("a domain that is read as a stream", () => {
  it("is read page by page, each descriptor handed out once, with what lies elsewhere only mentioned", async () => {
    const { people: count, descriptors, attempts, searched } = await readThrough([{}]);
    expect({ count, descriptors, attempts }).toEqual({ count: 40, descriptors: 4, attempts: 1 });
    expect(searched[0]).toEqual(searched[0]?.map((_, index) => index + 1));
  });

  it("does not end with an empty page, be it the first, one in the middle or one after all objects", async () => {
    const empty = [1, 3, 4, 6].flatMap((page) => faulty("empty page", page, 1));
    expect(await readThrough([{ faults: empty }])).toMatchObject({ people: 40, attempts: 1 });
  });

  it("is read whole when a page is larger than what is kept in memory at first", async () => {
    const bulky = encodeSecurityDescriptor(parseSddl(`O:BAG:BAD:${"(A;;RP;;;S-1-5-21-1-2-3-4)".repeat(1500)}`, {}));
    const many = Array.from({ length: 160 }, (_, index) =>
      user(`CN=p${index},CN=Users,${wingtip}`, `${wingtipSid}-${2000 + index}`, { nTSecurityDescriptor: [bulky] }),
    );
    const scripted = forest({ wingtip: many });
    const all = await readThrough([{ limits: { pageSize: 120 } }], patient, scripted);
    expect(all).toMatchObject({ people: 160, descriptors: 1 });
  });

  it("has no class for an object whose classes came in part, as the last of them is not known", async () => {
    const { objects } = await readThrough([{ limits: { pageSize: 10, valueRange: 2 } }]);
    expect(
      new Set(objects.filter(({ name }) => name.startsWith("CN=p")).map(({ objectClass }) => objectClass)),
    ).toEqual(new Set([null]));
  });
});

/** What happens, whether another domain controller is asked then, and what is said when nobody else can be. */
const endings: readonly (readonly [string, Misbehaviour, "asked elsewhere" | "given up", string])[] = [
  ["the connection is cut", { cutAfter: 4 }, "asked elsewhere", "was lost while it was asked about"],
  [
    "the domain controller takes its leave",
    "notice of disconnection",
    "asked elsewhere",
    "was lost while it was asked",
  ],
  ["nothing comes any more", "silence", "asked elsewhere", "does not answer in time about"],
  ["the time limit is reached", { result: { code: 3 }, after: 4 }, "asked elsewhere", "a limit of its own"],
  ["the domain controller is busy", { result: { code: 51 } }, "asked elsewhere", "a limit of its own"],
  ["the domain controller goes down", { result: { code: 52 }, after: 2 }, "asked elsewhere", "a limit of its own"],
  ["the size limit is exceeded", { result: { code: 4 }, after: 10 }, "given up", "a limit of its own"],
  ["an administrative limit is exceeded", { result: { code: 11 } }, "given up", "a limit of its own"],
  ["the rest is said to lie elsewhere", { result: { code: 10, referrals: ["ldap://x/"] } }, "given up", "no copy of"],
  ["the cookie is not known any more", { result: { code: 12 } }, "given up", "LDAP result code 12"],
  ["the reader loses its rights", { result: { code: 50 } }, "given up", "cannot read"],
];

describe("a stream that ends early", () => {
  it.each(endings)("because %s, is never taken for all there is", async (_, what, then, reason) => {
    const timeouts = what === "silence" ? impatient : patient;
    const faults = faulty(what);
    await expect(readThrough([{ faults }], timeouts)).rejects.toThrow(reason);
    const withAnother = readThrough([{ faults }, {}], timeouts);
    if (then === "given up") return expect(withAnother).rejects.toThrow(reason);
    const all = await withAnother;
    expect(all).toMatchObject({ people: 40, attempts: 2, domainController: "dc2.wingtip.test" });
    expect(all.objects.filter(({ name }) => /^CN=p\d+$/.test(name))).toHaveLength(40);
    // From its first page, without the cookie of the other one.
    expect(all.searched[1]?.[0]).toBe(1);
  });

  it("at the first page, ends in no answer just the same", async () => {
    await expect(readThrough([{ faults: faulty({ result: { code: 4 }, after: 10 }, 1) }])).rejects.toThrow("a limit");
  });

  it("twice, on either domain controller, is no answer", async () => {
    const faults = faulty({ cutAfter: 1 });
    await expect(readThrough([{ faults }, { faults }])).rejects.toThrow("was lost while it was asked about");
  });

  it("leaves what it would have told unobservable, and nobody concludes from the part that came", async () => {
    const faults = faulty({ result: { code: 4 }, after: 10 }, 4);
    await using root = await startController(table, "wingtip.test", { limits, faults });
    await using child = await startController(table, "emea.wingtip.test", { limits });
    const source = sourceOver({ "wingtip.test": [root], "emea.wingtip.test": [child] });
    const request = {
      subject: "connector account",
      forest: "wingtip.test",
      name: "WINGTIP\\svc",
    } as const satisfies ObservationRequest;
    const observed = await observeThrough(source, request);
    await source.close();
    const objects = observed.details?.permissions.map((domain) => [domain.distinguishedName, domain.objects] as const);
    expect(objects).toMatchObject([
      [emea, { observed: { domainController: "dc1.emea.wingtip.test" } }],
      [wingtip, { unobservable: { reason: expect.stringContaining("limit of its own") } }],
    ]);
    const inputs = {
      ...request,
      account: "connect-sync-connector-account",
      features: ["password-writeback"],
      phase: "after-install",
      observed,
    };
    const verdicts = judgeResource(
      connectorAccountBlockedObjects,
      { type: resourceTypes["connector account"], name: "connector", inputs },
      { now: new Date() },
    );
    expect(verdicts.map(({ verdict }) => verdict)).not.toContain("met");
    expect(verdicts.at(-1)?.fact).toContain("limit of its own");
  });
});
