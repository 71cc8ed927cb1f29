import { describe, expect, it } from "vitest";
import { parseAccountName } from "../../../directory/account-name.ts";
import { observeThrough } from "../../../directory/directories.ts";
import { LiveDirectorySource } from "../../../directory/live/source.ts";
import { parseSddl } from "../../../directory/security/sddl-reader.ts";
import { encodeSecurityDescriptor } from "../../../directory/security/security-descriptor.ts";
import { encodeSid } from "../../../directory/security/sid.ts";
import { DirectoryUnavailableError } from "../../../directory/source.ts";
import type { ScriptedDomainController } from "../../../lab/scripted-directory/domain-controller.ts";
import { user } from "../../../lab/scripted-directory/objects.ts";
import { forest, readerName, readerPassword, startController, target, wingtip, wingtipSid } from "./scripted-forest.ts";

const account = `CN=svc,CN=Users,${wingtip}`;
const sid = `${wingtipSid}-1100`;
const password = "Connector-1";
const getChanges = "1131f6aa-9c07-11d1-f79f-00c04fc2dcd2";
const consistencyGuid = "23773dc2-b63a-11d2-90e1-00c04fd91ab1";
const descriptor = (entries: string) => encodeSecurityDescriptor(parseSddl(`O:BAG:BAD:${entries}`, {}));

const told = [encodeSid(`${wingtipSid}-513`)];
/** The account may replicate, and write one attribute of Guest; `writable` is what the domain controller says of Guest. */
const table = (writable: readonly string[]) =>
  forest({
    wingtip: [
      user(account, sid, { tokenGroups: told, tokenGroupsGlobalAndUniversal: told }),
      user(`CN=Guest,CN=Users,${wingtip}`, `${wingtipSid}-501`, {
        nTSecurityDescriptor: [descriptor(`(OA;;WP;${consistencyGuid};;${sid})`)],
        allowedAttributes: ["mS-DS-ConsistencyGuid", "pwdLastSet"],
        allowedAttributesEffective: writable,
      }),
    ],
    facts: { securityDescriptor: descriptor(`(OA;;CR;${getChanges};;${sid})`) },
  });

interface Facts {
  readonly writable?: readonly string[];
  readonly replicators?: readonly string[];
  readonly refused?: string;
}

async function probed(
  { writable = ["mS-DS-ConsistencyGuid"], replicators = [account], refused }: Facts,
  readSecret: (() => Promise<string>) | null = async () => password,
) {
  const accounts = [
    { name: readerName, password: readerPassword },
    { name: account, password, ...(refused === undefined ? {} : { refused }) },
  ];
  await using root: ScriptedDomainController = await startController(table(writable), "wingtip.test", {
    accounts,
    replicators,
  });
  const source = new LiveDirectorySource(async (domain) => [target(root, domain)], readSecret ?? undefined);
  const observe = () => observeThrough(source, { subject: "connector account", forest: "wingtip.test", name: account });
  await observe();
  const observed = await observe();
  await source.close();
  const logons = root.logons.filter(({ name }) => name === account);
  return { probe: observed.details?.probe, logons: logons.length };
}

describe("the connector account, asked for in its own name,", () => {
  it("is not asked for without its password", async () => {
    expect(await probed({}, null)).toEqual({ probe: undefined, logons: 0 });
  });

  it("signs in once, and may do what was computed", async () => {
    const { probe, logons } = await probed({});
    expect(probe).toMatchObject({ logon: { observed: null }, contradictions: { count: 0, sample: [] } });
    expect(probe?.compared).toBeGreaterThan(1);
    expect(logons).toBe(1);
  });

  it.each<[string, Facts, object]>([
    [
      "less than was computed",
      { writable: [] },
      { question: `write mS-DS-ConsistencyGuid of CN=Guest,CN=Users,${wingtip}`, allowed: false },
    ],
    [
      "more than was computed",
      { writable: ["mS-DS-ConsistencyGuid", "pwdLastSet"] },
      { question: `write pwdLastSet of CN=Guest,CN=Users,${wingtip}`, allowed: true },
    ],
    [
      "not replicate, although that was computed",
      { replicators: [] },
      { question: `ask for the changes of ${wingtip}`, allowed: false },
    ],
  ])("may %s, which is a contradiction", async (_, facts, contradiction) => {
    expect((await probed(facts)).probe?.contradictions).toEqual({ count: 1, sample: [contradiction] });
  });

  it.each([
    ["532", "has expired"],
    ["533", "is disabled"],
    ["701", "has expired"],
    ["773", "must change its password"],
    ["775", "is locked"],
  ])("cannot sign in, which AD explains with %s: it %s", async (refused, reason) => {
    const { probe, logons } = await probed({ refused });
    expect(probe).toMatchObject({ logon: { observed: expect.stringContaining(reason) }, compared: 0 });
    expect(logons).toBe(1);
  });

  it.each(["52e", "530", "531"])("is not judged by a logon that is refused with %s", async (refused) => {
    const { probe, logons } = await probed({ refused });
    expect(probe).toMatchObject({ logon: { unobservable: {} }, compared: 0 });
    expect(logons).toBe(1);
  });

  it("is not asked for when its password is missing", async () => {
    const missing = new DirectoryUnavailableError("The file connector.secret is empty", "Write the password into it");
    const { probe, logons } = await probed({}, () => Promise.reject(missing));
    expect(probe?.logon).toEqual({ unobservable: { reason: missing.reason, remedy: missing.remedy } });
    expect(logons).toBe(0);
  });

  it("is not signed in where another forest answers in the place of the domain controller, and its password stays here", async () => {
    const accounts = [{ name: readerName, password: readerPassword }];
    const own = await startController(table([]), "wingtip.test", { accounts });
    const source = new LiveDirectorySource(
      async (domain) => [target(own, domain)],
      async () => password,
    );
    const name = parseAccountName(account);
    if (name === undefined) throw new Error(`${account} is no name`);
    const [found] = await source.findAccounts({ by: "name", name, wanted: "account" });
    if (found === undefined) throw new Error(`${account} is not found`);
    await own[Symbol.asyncDispose]();
    await using foreign = await startController(table([]), "wingtip.test", {
      accounts: [...accounts, { name: account, password }],
      address: own.address,
      port: own.port,
      root: { rootDomainNamingContext: ["DC=contoso,DC=example"] },
    });
    const probe = await source.probe(found);
    await source.close();
    expect(probe?.logon).toMatchObject({
      unobservable: { reason: expect.stringContaining("belongs to the forest contoso.example, not to wingtip.test") },
    });
    expect(foreign.logons).toEqual([]);
  });
});
