import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { observeThrough } from "../../../directory/directories.ts";
import { openLiveDirectory } from "../../../directory/live/open.ts";
import { LiveDirectorySource } from "../../../directory/live/source.ts";
import { user } from "../../../lab/scripted-directory/objects.ts";
import { namesOnLoopback } from "./names-on-loopback.ts";
import {
  authority,
  emea,
  emeaSid,
  forest,
  readerName,
  readerPassword,
  sourceOver,
  startController,
  target,
  wingtip,
  wingtipSid,
} from "./scripted-forest.ts";

const table = forest({
  wingtip: [user(`CN=svc-root,CN=Users,${wingtip}`, `${wingtipSid}-1101`)],
  emea: [user(`CN=svc-emea,CN=Users,${emea}`, `${emeaSid}-1102`)],
});
const named = (samAccountName: string) =>
  ({ by: "name", name: { form: "sam-account-name", samAccountName }, wanted: "account" }) as const;

describe("a forest of two domains", () => {
  it("is asked domain by domain, each on a domain controller of its own, which the evidence names", async () => {
    await using root = await startController(table, "wingtip.test");
    await using child = await startController(table, "emea.wingtip.test");
    const source = sourceOver({ "wingtip.test": [root], "emea.wingtip.test": [child] });
    expect(await source.domains()).toMatchObject([
      { dnsName: "emea.wingtip.test", distinguishedName: emea, sid: { observed: emeaSid } },
      { dnsName: "wingtip.test", distinguishedName: wingtip, sid: { observed: wingtipSid } },
    ]);
    expect(await source.evidence()).toEqual({
      source: "live",
      domainController: "dc1.wingtip.test",
      reader: readerName,
      domainControllers: [
        { domain: "emea.wingtip.test", names: ["dc1.emea.wingtip.test"] },
        { domain: "wingtip.test", names: ["dc1.wingtip.test"] },
      ],
    });
    await source.close();
    expect([root.logons, child.logons]).toEqual([
      [{ name: readerName, accepted: true }],
      [{ name: readerName, accepted: true }],
    ]);
    const own = (base: string) => !base.endsWith(emea);
    expect(root.searches.map(({ base }) => base).filter((base) => !own(base))).toEqual([]);
    expect(child.searches.map(({ base }) => base).filter((base) => base !== "" && own(base))).toEqual([]);
  });

  it("is searched everywhere for an account that names no domain, and in one for one that does", async () => {
    await using root = await startController(table, "wingtip.test");
    await using child = await startController(table, "emea.wingtip.test");
    const source = sourceOver({ "wingtip.test": [root], "emea.wingtip.test": [child] });
    const where = async (...query: Parameters<typeof source.findAccounts>) =>
      (await source.findAccounts(...query)).map(({ distinguishedName }) => distinguishedName);
    const downLevel = (netBiosDomain: string, samAccountName: string) =>
      ({ by: "name", name: { form: "down-level", netBiosDomain, samAccountName }, wanted: "account" }) as const;
    expect(await where(named("svc-emea"))).toEqual([`CN=svc-emea,CN=Users,${emea}`]);
    expect(await where(named("Administrator"))).toEqual([
      `CN=Administrator,CN=Users,${emea}`,
      `CN=Administrator,CN=Users,${wingtip}`,
    ]);
    expect(await where(downLevel("EMEA", "svc-emea"))).toEqual([`CN=svc-emea,CN=Users,${emea}`]);
    expect(await where(downLevel("WINGTIP", "svc-emea"))).toEqual([]);
    expect((await source.objectWithSid(`${emeaSid}-1102`))?.samAccountName).toBe("svc-emea");
    expect(await source.objectWithSid(`${wingtipSid}-1102`)).toBeNull();
    await source.close();
  });
});

describe("a domain that cannot be asked", () => {
  it("is missing with its reason, and the others stand", async () => {
    await using root = await startController(table, "wingtip.test");
    const gone = await startController(table, "emea.wingtip.test");
    await gone.close();
    const source = sourceOver({ "wingtip.test": [root], "emea.wingtip.test": [gone] });
    const reason = `The domain emea.wingtip.test cannot be observed: 127.0.0.1:${gone.port} refuses the connection`;
    const remedy = expect.stringContaining("forests[].directory.live.domainControllers");
    expect(await source.domains()).toMatchObject([
      { sid: { unobservable: { reason, remedy } }, rootSecurityDescriptor: { unobservable: { reason } } },
      { sid: { observed: wingtipSid } },
    ]);
    expect((await source.evidence()).domainControllers).toEqual([
      { domain: "emea.wingtip.test", names: [] },
      { domain: "wingtip.test", names: ["dc1.wingtip.test"] },
    ]);
    expect(await source.findAccounts(named("svc-root"))).toHaveLength(1);
    await expect(source.findAccounts(named("svc-nowhere"))).rejects.toMatchObject({ reason });
    await expect(source.objectWithSid(`${emeaSid}-1102`)).rejects.toMatchObject({ reason });
    expect(await source.objectWithSid(`${wingtipSid}-9999`)).toBeNull();
    await source.close();
  });

  it("is not taken for another domain whose domain controller was named by mistake", async () => {
    await using root = await startController(table, "wingtip.test");
    await using other = await startController(table, "wingtip.test", { hostName: "dc2.wingtip.test" });
    const source = sourceOver({ "wingtip.test": [root], "emea.wingtip.test": [other] });
    const [child] = await source.domains();
    expect(child?.sid).toMatchObject({
      unobservable: {
        reason: `The domain emea.wingtip.test cannot be observed: 127.0.0.1:${other.port} is dc2.wingtip.test, which holds no copy of ${emea}`,
      },
    });
    await source.close();
  });

  it("shows in what is observed, without a word about the rest", async () => {
    await using root = await startController(table, "wingtip.test");
    const gone = await startController(table, "emea.wingtip.test");
    await gone.close();
    const source = sourceOver({ "wingtip.test": [root], "emea.wingtip.test": [gone] });
    const observed = await observeThrough(source, { subject: "forest", forest: "wingtip.test" });
    expect(observed.domains).toMatchObject({
      observed: [
        { dnsName: "emea.wingtip.test", functionalLevel: { unobservable: {} } },
        { dnsName: "wingtip.test", functionalLevel: { observed: 7 } },
      ],
    });
    await source.close();
  });
});

describe("a domain that is hidden from the reader", () => {
  it("is not taken for a domain that is not there", async () => {
    const [root, child] = table.domains;
    const hiding = { ...table, domains: [root, { ...child, hidden: true }] } as typeof table;
    await using controller = await startController(hiding, "wingtip.test");
    const source = sourceOver({ "wingtip.test": [controller] });
    await expect(source.domains()).rejects.toThrow(
      `${readerName} cannot read the cross-reference to ${emea} of CN=Partitions,CN=Configuration,${wingtip}`,
    );
    await expect(source.findAccounts(named("svc-nowhere"))).rejects.toThrow("cannot read the cross-reference");
    await source.close();
  });

  it("is told by its domain controllers where it has a tree of its own, to which nothing refers", async () => {
    const [root] = table.domains;
    const tree = { dnsName: "fabrikam.test", netBiosName: "FABRIKAM", sid: "S-1-5-21-7-8-9", entries: [] };
    const withTree = (hidden: boolean) => ({ ...table, domains: [root, { ...tree, hidden }] }) as const;
    await using hiding = await startController(withTree(true), "wingtip.test");
    const blind = sourceOver({ "wingtip.test": [hiding] });
    await expect(blind.domains()).rejects.toThrow(
      `${readerName} cannot read the cross-reference to DC=fabrikam,DC=test of CN=Partitions,CN=Configuration,${wingtip}`,
    );
    await blind.close();
    await using open = await startController(withTree(false), "wingtip.test");
    await using other = await startController(withTree(false), "fabrikam.test");
    const seeing = sourceOver({ "wingtip.test": [open], "fabrikam.test": [other] });
    expect((await seeing.domains()).map(({ dnsName }) => dnsName)).toEqual(["fabrikam.test", "wingtip.test"]);
    await seeing.close();
  });
});

describe("a reader that is named by its distinguished name", () => {
  it("is not tried in another domain, where nobody has that name", async () => {
    const reader = `CN=reader,CN=Users,${wingtip}`;
    const accounts = [{ name: reader, password: readerPassword }];
    await using root = await startController(table, "wingtip.test", { accounts });
    await using child = await startController(table, "emea.wingtip.test", { accounts });
    const source = new LiveDirectorySource(async (domain) => [
      { ...target(domain === null ? root : child, domain), reader },
    ]);
    const [other, own] = await source.domains();
    expect(own?.sid).toEqual({ observed: wingtipSid });
    expect(other?.sid).toMatchObject({ unobservable: { reason: expect.stringContaining(`does not know ${reader}`) } });
    expect(child.logons).toEqual([]);
    await source.close();
  });
});

describe("a refused logon", () => {
  it("is tried nowhere else", async () => {
    const accounts = [{ name: readerName, password: readerPassword, refused: "775" }];
    await using root = await startController(table, "wingtip.test", { accounts });
    await using child = await startController(table, "emea.wingtip.test", { accounts });
    const source = sourceOver({ "wingtip.test": [root], "emea.wingtip.test": [child] });
    await expect(source.domains()).rejects.toThrow(`The account ${readerName} is locked`);
    await expect(source.findAccounts(named("svc-emea"))).rejects.toThrow("is locked");
    expect([root.logons.length, child.logons.length]).toEqual([1, 0]);
    await source.close();
  });

  it("in one domain is not tried in a third one", async () => {
    const three = {
      ...table,
      domains: [
        ...table.domains,
        { dnsName: "apac.wingtip.test", netBiosName: "APAC", sid: "S-1-5-21-7-8-9", entries: [] },
      ] as unknown as typeof table.domains,
    };
    const refusing = { accounts: [{ name: readerName, password: "another one" }] };
    await using root = await startController(three, "wingtip.test");
    await using child = await startController(three, "emea.wingtip.test", refusing);
    await using third = await startController(three, "apac.wingtip.test", refusing);
    const source = sourceOver({
      "wingtip.test": [root],
      "emea.wingtip.test": [child],
      "apac.wingtip.test": [third],
    });
    const sids = (await source.domains()).map(({ dnsName, sid }) => [dnsName, Object.keys(sid)[0]]);
    expect(sids).toEqual([
      ["apac.wingtip.test", "unobservable"],
      ["emea.wingtip.test", "unobservable"],
      ["wingtip.test", "observed"],
    ]);
    expect([...child.logons, ...third.logons]).toEqual([{ name: readerName, accepted: false }]);
    await source.close();
  });
});

describe("the domain controllers of a forest", () => {
  it("are those that the configuration names", async () => {
    const projectRoot = await mkdtemp(join(tmpdir(), "hybrid-sync-forest-"));
    await writeFile(join(projectRoot, "authority.pem"), authority.certificate);
    await using root = await startController(table, "wingtip.test");
    await using child = await startController(table, "emea.wingtip.test", { address: "127.0.0.2", port: root.port });
    const settings = {
      domainController: "127.0.0.1",
      domainControllers: [{ domain: "EMEA.wingtip.test", host: "127.0.0.2" }],
      transport: "ldaps",
      port: root.port,
      bindName: readerName,
      secret: { environmentVariable: "READER_SECRET" },
      certificateAuthorityFile: "authority.pem",
    } as const;
    const environment = { READER_SECRET: readerPassword };
    const source = openLiveDirectory("wingtip.test", settings, { projectRoot, environment });
    expect((await source.domains()).map(({ sid }) => sid)).toEqual([{ observed: emeaSid }, { observed: wingtipSid }]);
    expect([root.logons.length, child.logons.length]).toEqual([1, 1]);
    await source.close();
    await rm(projectRoot, { recursive: true });
  });

  it("are looked for in DNS, domain by domain, when the configuration names none", async () => {
    using _ = namesOnLoopback("wingtip.test");
    await using root = await startController(table, "wingtip.test");
    const asked: string[] = [];
    const projectRoot = await mkdtemp(join(tmpdir(), "hybrid-sync-forest-"));
    await writeFile(join(projectRoot, "authority.pem"), authority.certificate);
    const settings = {
      transport: "ldaps",
      port: root.port,
      bindName: readerName,
      secret: { environmentVariable: "READER_SECRET" },
      certificateAuthorityFile: "authority.pem",
    } as const;
    const source = openLiveDirectory("wingtip.test", settings, {
      projectRoot,
      environment: { READER_SECRET: readerPassword },
      resolveService: async (query) => {
        asked.push(query);
        return query.endsWith("emea.wingtip.test")
          ? []
          : [{ name: "dc1.wingtip.test", port: 389, priority: 0, weight: 0 }];
      },
    });
    expect((await source.domains()).map(({ sid }) => sid)).toEqual([
      {
        unobservable: {
          reason:
            "The domain emea.wingtip.test cannot be observed: DNS lists no domain controller of emea.wingtip.test (_ldap._tcp.dc._msdcs.emea.wingtip.test)",
          remedy: "Name one in forests[].directory.live.domainControllers",
        },
      },
      { observed: wingtipSid },
    ]);
    expect(asked).toEqual(["_ldap._tcp.dc._msdcs.wingtip.test", "_ldap._tcp.dc._msdcs.emea.wingtip.test"]);
    await source.close();
    await rm(projectRoot, { recursive: true });
  });
});
