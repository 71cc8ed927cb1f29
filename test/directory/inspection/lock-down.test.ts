import { describe, expect, it } from "vitest";
import type { LockDown } from "../../../directory/facts/lock-down.ts";
import { observeLockDown } from "../../../directory/inspection/lock-down.ts";
import { parseSddl } from "../../../directory/security/sddl-reader.ts";
import { encodeSecurityDescriptor } from "../../../directory/security/security-descriptor.ts";
import { domainName, domainSid, group, memoryForest, object, unreachable } from "../memory-forest.ts";

const account = object("svc-connect", { rid: 1101 });
const helpdesk = group("Helpdesk", 1300);
const full = "CCDCLCSWRPWPDTLOCRSDRCWDWO";
const administrators = ["SY", "EA", "DA", "BA"].map((trustee) => `(A;;${full};;;${trustee})`).join("");
const readers = "(A;;LCRPRC;;;ED)(A;;LCRPRC;;;AU)";
const documented = `O:DAG:DAD:P${administrators}${readers}`;

function bytes(sddl: string): string {
  const descriptor = parseSddl(sddl.replaceAll("{helpdesk}", `${domainSid}-1300`), {
    domain: domainSid,
    forestRoot: domainSid,
  });
  return Buffer.from(encodeSecurityDescriptor(descriptor)).toString("base64");
}

function named(sddl: string): string {
  return sddl
    .replaceAll("{reset}", "00299570-246d-11d0-a768-00aa006e0529")
    .replaceAll("{keys}", "5b47d60f-6090-40b2-9f37-2a4de88f3063")
    .replaceAll("{user}", "bf967aba-0de6-11d0-a285-00aa003049e2");
}

async function observe(sddl: string): Promise<LockDown> {
  const attributes = { nTSecurityDescriptor: [bytes(sddl)] };
  const entries = [{ distinguishedName: account.distinguishedName, attributes }];
  const fact = await observeLockDown(memoryForest({ objects: [account, helpdesk], entries }), account);
  if (!("observed" in fact)) throw new Error("the descriptor was not read");
  return fact.observed;
}

const lockedDown = { inherits: false, surplus: { count: 0, sample: [] }, missing: [] };

describe("the object of an account", () => {
  it("in the documented form has nothing too much and nothing too little", async () => {
    expect(await observe(documented)).toEqual({
      ...lockedDown,
      owner: { name: `${domainSid}-512`, sid: `${domainSid}-512`, administrative: true, restrained: false },
    });
  });

  it.each([
    ["what the account may do to itself", "(A;;RPWPCR;;;PS)(OA;;CR;00299570-246d-11d0-a768-00aa006e0529;;PS)"],
    ["what others may read", "(A;;LCRPLORC;;;{helpdesk})(A;;GR;;;AU)"],
    ["entries for objects below, which an account has none of", `(A;CIIO;${full};;;{helpdesk})`],
    ["changing the password with the old one in hand", "(OA;;CR;ab721a53-1e2f-11d0-9819-00aa0040529b;;WD)"],
    ["denials", "(D;;WDSD;;;WD)"],
    ["entries for the creator", "(A;;WD;;;CO)"],
  ])("may have besides %s", async (_, entries) => {
    expect(await observe(`${documented}${entries}`)).toMatchObject(lockedDown);
  });

  it.each([
    "(A;;WP;;;{helpdesk})",
    "(A;;GA;;;{helpdesk})",
    "(A;;WD;;;{helpdesk})",
    "(A;;WO;;;{helpdesk})",
    "(A;;SD;;;{helpdesk})",
    "(A;;CR;;;{helpdesk})",
    "(OA;;CR;00299570-246d-11d0-a768-00aa006e0529;;{helpdesk})",
    "(OA;;WP;5b47d60f-6090-40b2-9f37-2a4de88f3063;;{helpdesk})",
    "(OA;;SW;9b026da6-0d3c-465c-8bee-5199d7165cba;;{helpdesk})",
  ])("may not have %s", async (entry) => {
    const { surplus } = await observe(`${documented}${entry}`);
    expect(surplus.count).toBe(1);
    expect(surplus.sample[0]?.trustee).toBe("WINGTIP\\Helpdesk");
    expect(surplus.sample[0]?.entry.replace(`${domainSid}-1300`, "{helpdesk}")).toBe(entry);
  });

  it("may not let those write who read in the documented form", async () => {
    expect((await observe(`${documented}(A;;RPWP;;;AU)`)).surplus).toEqual({
      count: 1,
      sample: [{ trustee: "Authenticated Users", entry: "(A;;RPWP;;;AU)" }],
    });
  });

  it("inherits unless inheritance is off", async () => {
    expect(await observe(documented.replace("D:P", "D:AI"))).toMatchObject({ ...lockedDown, inherits: true });
  });

  it("names the trustees of the documented form that are missing", async () => {
    const sparse = documented.replace(`(A;;${full};;;EA)`, "").replace("(A;;LCRPRC;;;AU)", "(A;;RP;;;AU)");
    expect((await observe(sparse)).missing).toEqual(["Enterprise Admins", "Authenticated Users"]);
  });

  it.each([
    ["its unit", { unit: "D:(OA;CI;CR;{reset};;{helpdesk})" }, `OU=Accounts,${domainName}`],
    [
      "its unit, for objects below",
      { unit: "D:(A;CIIO;WP;;;{helpdesk})(OA;CIIO;CR;{reset};{user};{helpdesk})" },
      `OU=Accounts,${domainName}`,
    ],
    [
      "the domain root",
      { unit: "D:AI(OA;CIID;CR;{reset};;{helpdesk})", root: "D:(OA;CI;CR;{reset};;{helpdesk})" },
      domainName,
    ],
    [
      "the nearest of two",
      { unit: "D:(OA;CI;CR;{reset};;{helpdesk})", root: "D:(OA;CI;CR;{reset};;{helpdesk})" },
      `OU=Accounts,${domainName}`,
    ],
    [
      "nowhere that is seen: above a unit where inheritance is off",
      { unit: "D:P", root: "D:(OA;CI;CR;{reset};;{helpdesk})" },
      null,
    ],
    ["nowhere that is seen: a unit whose permissions are hidden", { root: "D:(OA;CI;CR;{reset};;{helpdesk})" }, null],
    [
      "nowhere that is seen: another right is handed down",
      { unit: "D:(OA;CI;CR;{keys};;{helpdesk})", root: "D:" },
      null,
    ],
  ] as const)("has an inherited entry from %s", async (_, { unit, root }: { unit?: string; root?: string }, on) => {
    const at = (distinguishedName: string, sddl: string | undefined) => ({
      distinguishedName,
      attributes: { nTSecurityDescriptor: sddl === undefined ? [] : [bytes(named(sddl))] },
    });
    const entries = [
      at(
        account.distinguishedName,
        `${documented.replace("D:P", "D:AI")}(OA;ID;CR;{reset};;{helpdesk})(A;;WD;;;{helpdesk})`,
      ),
      at(`OU=Accounts,${domainName}`, unit),
      at(domainName, root),
    ];
    const fact = await observeLockDown(memoryForest({ objects: [account, helpdesk], entries }), account);
    const [inherited, own] = "observed" in fact ? fact.observed.surplus.sample : [];
    expect(inherited?.origin?.on ?? null).toBe(on);
    if (on !== null) expect(inherited?.origin?.entry).toMatch(/^\(OA;CI(IO)?;CR;00299570/);
    expect(own).toEqual({ trustee: "WINGTIP\\Helpdesk", entry: `(A;;WD;;;${domainSid}-1300)` });
  });

  it("without a list at all can be changed by everyone", async () => {
    const { surplus, missing } = await observe("O:DAG:DAD:NO_ACCESS_CONTROL");
    expect(surplus.sample).toEqual([{ trustee: "Everyone", entry: "no access control list, which grants everything" }]);
    expect(missing).toEqual([]);
  });

  it.each([
    ["O:BA", true],
    ["O:SY", true],
    ["O:EA", true],
    ["O:LA", true],
    ["O:AO", false],
    [`O:${domainSid}-1300`, false],
  ])("that has the owner %s is owned by an administrator: %s", async (owner, administrative) => {
    const { owner: observed } = await observe(documented.replace("O:DA", owner));
    expect(observed?.administrative).toBe(administrative);
  });

  it("keeps its owner from changing the permissions by an entry for OWNER RIGHTS that only reads", async () => {
    const owned = documented.replace("O:DA", `O:${domainSid}-1300`);
    expect((await observe(`${owned}(A;;RC;;;OW)`)).owner).toEqual({
      name: "WINGTIP\\Helpdesk",
      sid: `${domainSid}-1300`,
      administrative: false,
      restrained: true,
    });
    expect((await observe(`${owned}(A;;RCWD;;;OW)`)).owner?.restrained).toBe(false);
    expect((await observe(`${owned}(A;CIIO;RC;;;OW)`)).owner?.restrained).toBe(false);
  });

  it("lists some of many entries, and counts all", async () => {
    const { surplus } = await observe(`${documented}${"(A;;WP;;;{helpdesk})".repeat(25)}`);
    expect(surplus.count).toBe(25);
    expect(surplus.sample).toHaveLength(20);
  });

  it("is unobservable where its permissions or its identifier are hidden, or make no sense", async () => {
    const entry = (attributes: Record<string, readonly string[]>) => [
      { distinguishedName: account.distinguishedName, attributes },
    ];
    expect(
      await observeLockDown(memoryForest({ entries: entry({ nTSecurityDescriptor: [] }) }), account),
    ).toMatchObject({
      unobservable: { reason: `WINGTIP\\reader cannot read permissions of ${account.distinguishedName}` },
    });
    const garbled = memoryForest({ entries: entry({ nTSecurityDescriptor: ["AQID"] }) });
    expect(await observeLockDown(garbled, account)).toMatchObject({
      unobservable: { reason: expect.stringContaining("cannot be decoded") },
    });
    const good = memoryForest({ entries: entry({ nTSecurityDescriptor: [bytes(documented)] }) });
    expect(await observeLockDown(good, { ...account, sid: null })).toMatchObject({
      unobservable: { reason: expect.stringContaining("objectSid") },
    });
    expect(await observeLockDown(memoryForest({ failing: { entries: unreachable } }), account)).toEqual({
      unobservable: { reason: unreachable.reason, remedy: unreachable.remedy },
    });
  });
});
