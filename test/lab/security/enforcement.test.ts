import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  type AccessRequest,
  checkAccess,
  readConfidentialProperty,
  wholeObject,
  writeProperty,
} from "../../../directory/security/access-check.ts";
import { accessRights } from "../../../directory/security/access-mask.ts";
import { toSddl } from "../../../directory/security/sddl.ts";
import { parseSddl } from "../../../directory/security/sddl-reader.ts";
import { decodeSecurityDescriptor, encodeSecurityDescriptor } from "../../../directory/security/security-descriptor.ts";
import { type PracticeDirectory, startPracticeDirectory } from "../../../lab/active-directory/practice-directory.ts";
import { CertificateAuthority } from "../../../lab/certificate-authority.ts";
import type { Reason } from "../../../lab/proof/comparison.ts";
import { Enforcement } from "../../../lab/proof/enforcement.ts";
import { prove } from "../../../lab/proof/proof.ts";
import { Reader } from "../../../lab/proof/reading.ts";
import { checkAsSamba } from "../../../lab/proof/samba-walk.ts";
import { trialForest } from "../../../lab/proof/trial.ts";

/** The same descriptors in every run, so that a difference can be found again with `npm run prove`. */
const seed = 20_261_122;
const count = 50_000;

let practice: PracticeDirectory;
beforeAll(async () => {
  practice = await startPracticeDirectory(trialForest(seed), { authority: await CertificateAuthority.create() });
});
afterAll(() => practice?.stop());

test("a domain controller lets accounts do exactly what the access check grants", async () => {
  const comparison = await prove(practice, { seed, count });

  expect(comparison.examples).toEqual([]);
  expect(comparison.disagreements).toBe(0);
  expect(comparison.compared).toBeGreaterThanOrEqual(count);
  // Each way to an answer has to occur often, or agreement would prove little.
  for (const [reason, percent] of Object.entries(fairShares))
    expect((100 * (comparison.counts.get(reason as Reason) ?? 0)) / comparison.compared, reason).toBeGreaterThan(
      percent,
    );
  expect(comparison.counts.get("no entry") ?? 0).toBeLessThan(comparison.compared / 2);
  expect([...comparison.kinds.keys()].sort()).toEqual([
    "create child",
    "delete",
    "extended right",
    "permissions",
    "read",
    "read confidential",
    "show",
    "validated write",
    "write",
  ]);
}, 300_000);

test("every security descriptor of the domain comes back from its model byte by byte, and from its text", async () => {
  await using enforcement = new Enforcement(practice);
  const domains = { domain: practice.domainSid, forestRoot: practice.domainSid };
  const all = await enforcement.descriptors();
  expect(all.length).toBeGreaterThan(50);
  for (const bytes of all) {
    const model = decodeSecurityDescriptor(bytes);
    expect(Buffer.from(encodeSecurityDescriptor(model))).toEqual(Buffer.from(bytes));
    const read = parseSddl(toSddl(model, domains), domains);
    expect({
      ...read,
      control: model.control,
      dacl: read.dacl && { ...read.dacl, revision: model.dacl?.revision },
    }).toEqual({
      ...model,
      sacl: model.sacl && { ...model.sacl, revision: 4 },
    });
  }
});

describe("where Samba decides otherwise than the specification", () => {
  const description = "bf967950-0de6-11d0-a285-00aa003049e2";
  const container = "bf967a8b-0de6-11d0-a285-00aa003049e2";

  /** What an account may write on a container with these entries: by Samba, and by the access check. */
  async function onContainer(name: string, entries: string, owner = "SY") {
    await using enforcement = new Enforcement(practice);
    const account = practice.sidOf("account0");
    const own = parseSddl(`O:${owner}G:SYD:P${entries}`.replaceAll("{account}", account));
    const base = `CN=${name},OU=Proof,${practice.baseDn}`;
    await enforcement.build([
      { dn: base, attributes: { objectClass: "container" }, descriptor: encodeSecurityDescriptor(own) },
    ]);
    const [writable] = await enforcement.writes(practice.dnOf("account0"), base);
    const token = { sids: new Set(await enforcement.tokenOf(practice.dnOf("account0"))) };
    const judged = (request: AccessRequest) => checkAccess(own, token, request).outcome === "granted";
    return { samba: writable, judged };
  }

  test("it takes control access in an object entry for every right about that object type", async () => {
    const { samba, judged } = await onContainer("control", `(OA;;CR;${description};;{account})`);
    expect(samba?.attributes).toEqual(["description"]);
    expect(judged(writeProperty([description, container]))).toBe(false);
    const everything = await onContainer("everything", "(OA;;CR;;;{account})");
    expect(everything.samba?.components).toBe(7);
    expect(everything.judged(wholeObject(accessRights.writeDacl))).toBe(false);
  });

  test("it takes rights on the whole object for rights about its class", async () => {
    const { samba, judged } = await onContainer("narrowed", `(OA;;WD;${container};;{account})`);
    expect(samba?.components).toBe(4);
    expect(judged(wholeObject(accessRights.writeDacl))).toBe(false);
  });

  describe("reading a confidential attribute, for which two rights are asked for together,", () => {
    const computer = "bf967a86-0de6-11d0-a285-00aa003049e2";
    const information = "msTPM-OwnerInformation";

    /** Whether an account reads a confidential attribute of a computer with these entries. */
    async function onComputer(name: string, entries: string) {
      await using enforcement = new Enforcement(practice);
      const own = parseSddl(
        `O:SYG:SYD:P(A;;LCLO;;;{account})${entries}`.replaceAll("{account}", practice.sidOf("account0")),
      );
      const base = `CN=${name},OU=Proof,${practice.baseDn}`;
      const attributes = { objectClass: "computer", sAMAccountName: `${name}$`, [information]: "secret" };
      await enforcement.build([{ dn: base, attributes, descriptor: encodeSecurityDescriptor(own) }]);
      const { attributes: known } = await enforcement.schema();
      const guid = known.find((one) => one.name === information)?.guid ?? "";
      const token = { sids: new Set(await enforcement.tokenOf(practice.dnOf("account0"))) };
      const request = readConfidentialProperty([guid, computer]);
      await using reader = await Reader.signIn(practice, "account0");
      return {
        samba: (await reader.read(base)).get(base)?.has(information),
        walked: checkAsSamba(own, token, request, undefined),
        judged: checkAccess(own, token, request).outcome,
      };
    }

    const read = `(OA;;RP;${computer};;{account})`;
    const control = "(A;;CR;;;{account})";

    test("it grants them where the object entry comes last", async () => {
      expect(await onComputer("objectlast", `${control}${read}`)).toEqual({
        samba: true,
        walked: { together: true, oneByOne: true },
        judged: "granted",
      });
    });

    test("it refuses them where a plain entry comes last, though it grants each by itself", async () => {
      expect(await onComputer("plainlast", `${read}${control}`)).toEqual({
        samba: false,
        walked: { together: false, oneByOne: true },
        judged: "granted",
      });
    });

    test("it refuses them where a later denial of what an object entry has allowed comes before the rest", async () => {
      expect(await onComputer("denied", `${read}(D;;RP;;;{account})${control}`)).toEqual({
        samba: false,
        walked: { together: false, oneByOne: true },
        judged: "granted",
      });
    });
  });

  test("it does not heed OWNER RIGHTS, by which an owner may do less", async () => {
    const { samba, judged } = await onContainer("owned", "(A;;RC;;;OW)", practice.sidOf("account0"));
    expect(samba?.components).toBe(4);
    expect(judged(wholeObject(accessRights.writeDacl))).toBe(false);
    expect(judged(wholeObject(accessRights.readControl))).toBe(true);
  });
});

/** Percent of the answers that each reason must at least have decided. */
const fairShares: Readonly<Partial<Record<Reason, number>>> = {
  allow: 20,
  deny: 10,
  "object entry": 8,
  "property set": 5,
  "control access right": 3,
  group: 30,
  inherited: 15,
  owner: 1,
};
