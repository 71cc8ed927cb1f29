import { describe, expect, it } from "vitest";
import { locateDomainControllers } from "../../../directory/live/locate.ts";

const record = (name: string, priority: number, weight: number) => ({ name, port: 389, priority, weight });

describe("domain controllers", () => {
  it("are found under the name that a domain registers", async () => {
    const asked: string[] = [];
    await locateDomainControllers("wingtip.test", async (name) => {
      asked.push(name);
      return [record("dc1.wingtip.test", 0, 100)];
    });
    expect(asked).toEqual(["_ldap._tcp.dc._msdcs.wingtip.test"]);
  });

  it("come in the same order every time: by priority, weight and name, without a final dot", async () => {
    const records = [
      record("far.wingtip.test", 10, 100),
      record("b.wingtip.test.", 0, 100),
      record("heavy.wingtip.test", 0, 200),
      record("a.wingtip.test", 0, 100),
    ];
    expect(await locateDomainControllers("wingtip.test", async () => records)).toEqual([
      "heavy.wingtip.test",
      "a.wingtip.test",
      "b.wingtip.test",
      "far.wingtip.test",
    ]);
  });

  it("that DNS does not know are reported with the way out", async () => {
    const resolve = () => Promise.reject(Object.assign(new Error("querySrv"), { code: "ENOTFOUND" }));
    await expect(locateDomainControllers("wingtip.test", resolve)).rejects.toMatchObject({
      reason: "DNS knows no domain controller of wingtip.test (_ldap._tcp.dc._msdcs.wingtip.test: ENOTFOUND)",
      remedy: "Use a DNS server that knows the forest, or name one in forests[].directory.live.domainController",
    });
  });

  it("of which DNS does not tell in time are reported, and not waited for any longer", async () => {
    const never = () => new Promise<never>(() => {});
    await expect(locateDomainControllers("wingtip.test", never, "domainController", 1)).rejects.toMatchObject({
      reason: "DNS knows no domain controller of wingtip.test (_ldap._tcp.dc._msdcs.wingtip.test: ETIMEOUT)",
    });
  });

  it("that DNS lists none of are reported too", async () => {
    await expect(locateDomainControllers("wingtip.test", async () => [])).rejects.toMatchObject({
      reason: "DNS lists no domain controller of wingtip.test (_ldap._tcp.dc._msdcs.wingtip.test)",
    });
  });

  it.each([
    "dc1.contoso.example",
    "dc1.wingtip.test.evil.example",
    "evilwingtip.test",
    "wingtip.test",
    "127.0.0.1",
    "dc1\u0000.wingtip.test.example",
    "dc1.wingtip.test#evil.example",
    "dc1.wingtip.test/evil.example",
    "dc1.wingtip.test?evil.example",
    "dc1.wingtip.test\\evil.example",
    "dc1%2ewingtip%2etest",
    "dc1.win\tgtip.test",
    "",
  ])("with the name %j, outside the domain, get no password: the domain has none then", async (name) => {
    await expect(locateDomainControllers("wingtip.test", async () => [record(name, 0, 1)])).rejects.toMatchObject({
      reason: expect.stringMatching(
        /^DNS lists only domain controllers outside wingtip\.test .* no password is sent there$/,
      ),
      remedy: expect.stringContaining("a disjoint namespace), name it in forests[].directory.live.domainController"),
    });
  });

  it("outside the domain are passed over where others are inside it, whatever their case and script", async () => {
    const records = [record("dc1.contoso.example", 0, 1), record("DC2.XN--BCHER-KVA.Test.", 1, 1)];
    expect(await locateDomainControllers("bücher.test", async () => records)).toEqual(["DC2.XN--BCHER-KVA.Test"]);
  });
});
