import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readSnapshot, writeSnapshot } from "../../../directory/snapshot/file.ts";
import type { Snapshot } from "../../../directory/snapshot/format.ts";
import { snapshotVersion } from "../../../directory/snapshot/format.ts";
import { recordSnapshot } from "../../../directory/snapshot/recorder.ts";
import { countsOf, digestOf } from "../../../directory/snapshot/seal.ts";
import { descriptor, gmsaClass, memoryForest, object } from "../memory-forest.ts";

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "hybrid-sync-snapshot-"));
  file = join(folder, "wingtip.snapshot.json");
});

afterEach(() => rm(folder, { recursive: true }));

const unmarked = { adminCount: false, critical: false, consistencyGuid: false };

function recorded(): Promise<Snapshot> {
  const gmsa = object("agent$", { objectClass: gmsaClass, groupManagedServiceAccountMembership: descriptor([]) });
  const requests = [
    { subject: "group managed service account", forest: "wingtip.test", name: "agent$", servers: ["ghost"] },
  ] as const;
  const quiet = { name: "CN=Quiet", container: "DC=wingtip,DC=test", objectClass: "user", descriptor: 0, ...unmarked };
  const secured = [{ descriptors: [descriptor([])], objects: [quiet] }];
  return recordSnapshot(memoryForest({ objects: [gmsa], secured }), requests, () => new Date("2026-11-20T08:00:00Z"));
}

async function failure(content: string, forest = "wingtip.test"): Promise<{ reason: string; remedy: string }> {
  await writeFile(file, content);
  return readSnapshot(file, "wingtip.snapshot.json", forest).then(
    () => ({ reason: "it was read", remedy: "" }),
    ({ reason, remedy }) => ({ reason, remedy }),
  );
}

async function written(): Promise<Record<string, unknown>> {
  await writeSnapshot(file, await recorded());
  return JSON.parse(await readFile(file, "utf8"));
}

describe("a snapshot file", () => {
  it("is read back as it was recorded, bytes included", async () => {
    const snapshot = await recorded();
    await writeSnapshot(file, snapshot);
    expect(await readSnapshot(file, "wingtip", "WINGTIP.test")).toEqual(snapshot);
  });

  it("is readable for its owner only, also when it takes the place of an open one", async () => {
    await writeFile(file, "old");
    await chmod(file, 0o644);
    await writeSnapshot(file, await recorded());
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it("leaves nothing beside itself", async () => {
    await writeSnapshot(file, await recorded());
    expect(await readdir(folder)).toEqual(["wingtip.snapshot.json"]);
  });

  it("is the same for an unchanged forest", async () => {
    await writeSnapshot(file, await recorded());
    const first = await readFile(file, "utf8");
    await writeSnapshot(file, await recorded());
    expect(await readFile(file, "utf8")).toBe(first);
  });
});

describe("a snapshot that cannot be used says why in one sentence:", () => {
  it("missing", async () => {
    await expect(readSnapshot(file, "wingtip.snapshot.json", "wingtip.test")).rejects.toMatchObject({
      reason: "The snapshot wingtip.snapshot.json does not exist",
    });
  });

  it("a folder", async () => {
    await expect(readSnapshot(folder, "snapshots", "wingtip.test")).rejects.toMatchObject({
      reason: "The snapshot snapshots is a folder, but must be a regular file",
    });
  });

  it("cut short anywhere", async () => {
    await written();
    const text = await readFile(file, "utf8");
    for (const share of [0.02, 0.3, 0.7, 0.99])
      expect(await failure(text.slice(0, Math.floor(text.length * share)))).toEqual({
        reason: "The snapshot wingtip.snapshot.json is cut short or damaged",
        remedy: "Record it again with: npx hybrid-sync snapshot --stack NAME",
      });
  });

  it("empty", async () => {
    expect((await failure("")).reason).toBe("The snapshot wingtip.snapshot.json is empty");
  });

  it.each(["forests: []", "<html>"])("not JSON at all: %j", async (content) => {
    expect((await failure(content)).reason).toBe(
      "The file wingtip.snapshot.json is not JSON, so it is not a directory snapshot",
    );
  });

  it.each(["{}", "[]", "null", '{"format":"something else","version":1}'])("other JSON: %s", async (content) => {
    expect((await failure(content)).reason).toBe("The file wingtip.snapshot.json is not a directory snapshot");
  });

  it.each([1, 3, "2", null])("version %j", async (version) => {
    expect((await failure(JSON.stringify({ ...(await written()), version }))).reason).toBe(
      `The snapshot wingtip.snapshot.json has version ${JSON.stringify(version)}, and this program reads version ${snapshotVersion}`,
    );
  });

  it("of another forest", async () => {
    expect((await failure(JSON.stringify(await written()), "contoso.test")).reason).toBe(
      "The snapshot wingtip.snapshot.json shows the forest wingtip.test, not contoso.test",
    );
  });

  it("with a value of the wrong type, naming the place but not the value", async () => {
    const content = await written();
    expect((await failure(JSON.stringify({ ...content, reader: { password: "x" } }))).reason).toBe(
      "The snapshot wingtip.snapshot.json is damaged: reader has another type than what is recorded there",
    );
    expect((await failure(JSON.stringify({ ...content, unknown: 1 }))).reason).toBe(
      "The snapshot wingtip.snapshot.json is damaged: unknown is not part of a snapshot",
    );
  });

  it("in several places, all of them named", async () => {
    const { reader: _, ...rest } = await written();
    const forest = { ...(rest.forest as object), functionalLevel: { observed: "seven" }, note: "x" };
    expect((await failure(JSON.stringify({ ...rest, forest }))).reason).toBe(
      "The snapshot wingtip.snapshot.json is damaged: reader is missing; " +
        "forest.functionalLevel.observed has another type than what is recorded there; forest.note is not part of a snapshot",
    );
  });

  it("with bytes that are no base64", async () => {
    const { objects, ...rest } = await written();
    const [first, ...others] = objects as object[];
    const broken = [{ ...first, groupManagedServiceAccountMembership: "%%%" }, ...others];
    expect((await failure(JSON.stringify({ ...rest, objects: broken }))).reason).toBe(
      "The snapshot wingtip.snapshot.json is damaged: objects[0].groupManagedServiceAccountMembership is not a value that is recorded there",
    );
  });

  it.each([
    ["without its end", (text: string) => text.slice(0, -1)],
    ["with spaces", (text: string) => ` ${text}`],
    ["in a spelling that is not the one of its bytes", () => "AB=="],
  ])("with a security descriptor %s", async (_, spell) => {
    const { domainObjects, ...rest } = (await written()) as {
      readonly domainObjects: readonly { readonly answer: { readonly objects: { readonly descriptors: string[] } } }[];
    };
    const [section] = domainObjects;
    const { descriptors } = section?.answer.objects ?? { descriptors: [] };
    descriptors[0] = spell(descriptors[0] ?? "");
    expect((await failure(JSON.stringify({ ...rest, domainObjects }))).reason).toContain(
      "domainObjects[0].answer.objects.descriptors[0] is not a value that is recorded there",
    );
  });

  it.each([
    ["sid", "S-1-5-21-x"],
    ["sid", "S-1-5-21-99999999999-1"],
    ["passwordLastSet", "9".repeat(40)],
  ])("with a %s that is none, %s", async (property, value) => {
    const { objects, ...rest } = await written();
    const [first, ...others] = objects as object[];
    expect(
      (await failure(JSON.stringify({ ...rest, objects: [{ ...first, [property]: value }, ...others] }))).reason,
    ).toBe(
      `The snapshot wingtip.snapshot.json is damaged: objects[0].${property} is not a value that is recorded there`,
    );
  });
});

/** As somebody leaves it who knows how the file is sealed. */
function resealed(content: Record<string, unknown>): string {
  const counted = { ...content, counts: countsOf(content) };
  return JSON.stringify({ ...counted, digest: digestOf(counted) });
}

type Content = Awaited<ReturnType<typeof written>> & {
  readonly objects: Record<string, unknown>[];
  readonly lookups: { readonly question: string; answer: { found: string[] } }[];
  readonly domainObjects: [{ domain: string; answer: { objects: { descriptors: string[]; groups: object[] } } }];
  readonly memberships: { answer: { groups: { direct: string[] } } }[];
};

describe("a snapshot whose parts do not fit together is refused with the place, also with a digest that fits:", () => {
  it.each<readonly [string, (content: Content) => void, string]>([
    [
      "no groups of objects",
      ({ domainObjects: [{ answer }] }) => answer.objects.groups.splice(0),
      "domainObjects[0].answer.objects.groups is empty, but every domain has objects; " +
        "domainObjects[0].answer.objects.descriptors[0] belongs to no object",
    ],
    [
      "no descriptors",
      ({ domainObjects: [{ answer }] }) => answer.objects.descriptors.splice(0),
      "domainObjects[0].answer.objects.groups[0].descriptor is 0, and there are 0 descriptors",
    ],
    [
      "fewer GUIDs than names",
      ({ domainObjects: [{ answer }] }) =>
        answer.objects.groups.splice(0, 1, { ...answer.objects.groups[0], guids: "AAECAwQFBgcICQoLDA0OD" }),
      "domainObjects[0].answer.objects.groups[0].guids has not one GUID for each name",
    ],
    [
      "a domain without its objects",
      ({ domainObjects }) => (domainObjects as unknown[]).splice(0),
      "domains[0] has no section in domainObjects",
    ],
    [
      "a group of objects twice",
      ({ domainObjects: [{ answer }] }) => answer.objects.groups.push({ ...answer.objects.groups[0] }),
      "domainObjects[0].answer.objects.groups[1] repeats what is shared by the objects of domainObjects[0].answer.objects.groups[0]; " +
        "domainObjects[0].answer.objects.groups[1].names[0] repeats the name of domainObjects[0].answer.objects.groups[0].names[0]",
    ],
    [
      "one object in two groups, with a comma in its name",
      ({ domainObjects: [{ answer }] }) =>
        answer.objects.groups.push(
          { ...answer.objects.groups[0], adminCount: true, names: ["CN=First", "CN=Doe\\, Jane"] },
          { ...answer.objects.groups[0], critical: true, names: ["CN=Second", "cn=doe\\2C jane"] },
        ),
      "domainObjects[0].answer.objects.groups[2].names[1] repeats the name of domainObjects[0].answer.objects.groups[1].names[1]",
    ],
    [
      "an object twice, once by a name that reaches into its container",
      ({ domainObjects: [{ answer }] }) =>
        answer.objects.groups.push(
          { ...answer.objects.groups[0], container: "OU=Staff,DC=wingtip,DC=test", names: ["CN=Jane"] },
          { ...answer.objects.groups[0], container: "DC=wingtip,DC=test", names: ["CN=Jane,OU=Staff"] },
        ),
      "domainObjects[0].answer.objects.groups[2].names[0] repeats the name of domainObjects[0].answer.objects.groups[1].names[0]",
    ],
    [
      "an object twice, in another spelling",
      ({ objects }) =>
        objects.push({ ...objects[0], sid: null, distinguishedName: "cn = AGENT$, ou=accounts, dc=wingtip, dc=test" }),
      "objects[1].distinguishedName repeats the name of objects[0].distinguishedName; " +
        "objects[1] is an object that no name and no identifier leads to",
    ],
    [
      "a name that leads to nobody who is recorded",
      ({ objects }) => objects.splice(0),
      "lookups[1].answer.found[0] is not one of the objects",
    ],
    [
      "a question twice",
      ({ lookups }) => lookups.push(lookups.at(-1) as (typeof lookups)[number]),
      "repeats the question of lookups[",
    ],
    [
      "a group of which nothing is recorded",
      ({ memberships }) => memberships[0]?.answer.groups.direct.push("S-1-5-32-544"),
      "memberships[0].answer.groups.direct[2] is a group that is not recorded",
    ],
  ])("%s", async (_what, change, fault) => {
    const content = (await written()) as Content;
    change(content);
    expect((await failure(resealed(content))).reason).toContain(fault);
  });
});

describe("a snapshot that was changed after it was recorded", () => {
  it("is refused, and told from one that git or a formatter wrote anew", async () => {
    const content = await written();
    const asRecorded = await readFile(file, "utf8");
    expect(await failure(JSON.stringify({ ...content, reader: "WINGTIP\\admin" }))).toEqual({
      reason: "The snapshot wingtip.snapshot.json was changed after it was recorded",
      remedy:
        "Record it again with: npx hybrid-sync snapshot --stack NAME; if the change is intended, set forests[].directory.snapshot.acceptEdited to true",
    });
    for (const text of [
      asRecorded.replaceAll("\n", "\r\n"),
      JSON.stringify(Object.fromEntries(Object.entries(content).reverse()), null, "\t"),
      `\uFEFF${JSON.stringify(content)}`,
    ])
      expect((await failure(text)).reason).toBe("it was read");
  });

  it("is read where that is accepted, and says so", async () => {
    await writeFile(file, JSON.stringify({ ...(await written()), reader: "WINGTIP\\admin" }));
    expect(await readSnapshot(file, "it", "wingtip.test", { acceptEdited: true })).toMatchObject({
      reader: "WINGTIP\\admin",
      edited: true,
    });
  });

  it("is refused all the same where something was taken out", async () => {
    const content = (await written()) as Content;
    const [first] = content.objects;
    await writeFile(file, JSON.stringify({ ...content, objects: [{ ...first, userAccountControl: null }] }));
    await expect(readSnapshot(file, "it", "wingtip.test", { acceptEdited: true })).rejects.toThrow(
      /The snapshot it is damaged: objects has \d+ values, but \d+ were recorded/,
    );
  });

  it("is read in UTF-16, as Windows PowerShell writes it", async () => {
    await written();
    const text = await readFile(file, "utf8");
    await writeFile(file, Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, "utf16le")]));
    expect((await readSnapshot(file, "it", "wingtip.test")).reader).toBe("WINGTIP\\reader");
  });
});
