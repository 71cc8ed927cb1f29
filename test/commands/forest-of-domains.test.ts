/** A forest of several domains, as `hybrid-sync doctor` examines it and `hybrid-sync init` looks into it. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { examineForest } from "../../commands/doctor/forest.ts";
import type { Line } from "../../commands/doctor/line.ts";
import { discoverForest } from "../../commands/init/discover-forest.ts";
import { parseSddl } from "../../directory/security/sddl-reader.ts";
import { encodeSecurityDescriptor } from "../../directory/security/security-descriptor.ts";
import { createPrivateFolder } from "../../lab/private-folder.ts";
import { group, user } from "../../lab/scripted-directory/objects.ts";
import {
  authority,
  emea,
  emeaSid,
  forest,
  readerName,
  readerPassword,
  sourceOver,
  startController,
} from "../directory/live/scripted-forest.ts";

const folder = await createPrivateFolder({ purpose: "hybrid-sync-doctor" });
writeFileSync(join(folder.path, "authority.pem"), authority.certificate);

afterAll(() => folder.remove());

const table = forest({});

function examine(port: number, controllers: Readonly<Record<string, readonly string[]>>, password = readerPassword) {
  const domainControllers = Object.entries(controllers).flatMap(([domain, hosts]) =>
    hosts.map((host) => ({ domain, host })),
  );
  return examineForest(
    {
      name: "wingtip.test",
      directory: {
        live: {
          domainControllers,
          transport: "ldaps",
          port,
          bindName: readerName,
          secret: { environmentVariable: "READER" },
          certificateAuthorityFile: "authority.pem",
        },
      },
    },
    {
      projectRoot: folder.path,
      environment: { READER: password },
      now: Date.now,
      today: Date.now,
      progress: () => {},
      resolveService: async () => {
        throw Object.assign(new Error(), { code: "ENOTFOUND" });
      },
    },
  );
}

const told = (lines: readonly Line[]) =>
  lines.map(({ status, subject, of = "", finding }) => `${status} | ${subject} | ${of} | ${finding}`);

describe("the doctor", () => {
  it("finds the domain controllers of every domain, and says which domain has none", async () => {
    await using root = await startController(table, "wingtip.test");
    const { lines } = await examine(root.port, { "wingtip.test": [root.address] });
    expect(told(lines).filter((line) => !line.startsWith("ok | TLS"))).toEqual([
      "ok | Password of the read account |  | in the variable READER",
      `ok | DNS | wingtip.test | not asked, because the configuration names ${root.address}`,
      `ok | Logon | ${root.address}:${root.port} | ${readerName} on dc1.wingtip.test`,
      "ok | Domains |  | emea.wingtip.test, wingtip.test",
      "failed | DNS | emea.wingtip.test | DNS knows no domain controller of emea.wingtip.test (_ldap._tcp.dc._msdcs.emea.wingtip.test: ENOTFOUND)",
    ]);
    expect(lines.find(({ status }) => status === "failed")?.remedy).toContain(
      "forests[].directory.live.domainControllers",
    );
  });

  it("logs on to each domain controller of each domain once, and compares their clocks", async () => {
    await using root = await startController(table, "wingtip.test");
    const { port } = root;
    const time = (minutes: number) =>
      `${new Date(Date.now() + minutes * 60_000).toISOString().replace(/[-:T]|\.\d+Z$/g, "")}.0Z`;
    await using second = await startController(table, "wingtip.test", {
      address: "127.0.0.2",
      port,
      hostName: "dc2.wingtip.test",
      root: { currentTime: [time(0)] },
    });
    await using child = await startController(table, "emea.wingtip.test", {
      address: "127.0.0.3",
      port,
      root: { currentTime: [time(9)] },
    });
    const { lines, clocks } = await examine(port, {
      "wingtip.test": [root.address, second.address],
      "emea.wingtip.test": [child.address],
    });
    expect(lines.filter(({ status }) => status !== "ok")).toEqual([]);
    expect(lines.filter(({ subject }) => subject === "Logon").map(({ finding }) => finding)).toEqual([
      `${readerName} on dc1.wingtip.test`,
      `${readerName} on dc2.wingtip.test`,
      `${readerName} on dc1.emea.wingtip.test`,
    ]);
    for (const { logons } of [root, second, child]) expect(logons).toHaveLength(1);
    // One that tells no time is left out.
    expect(clocks.map(({ of, milliseconds }) => [of, Math.abs(Math.round(milliseconds / 60_000))])).toEqual([
      ["dc1.emea.wingtip.test", 9],
      ["dc2.wingtip.test", 0],
    ]);
  });

  it("sends a wrong password to one domain controller of the forest", async () => {
    await using root = await startController(table, "wingtip.test");
    const { port } = root;
    await using second = await startController(table, "wingtip.test", { address: "127.0.0.2", port });
    const { lines } = await examine(port, { "wingtip.test": [root.address, second.address] }, "wrong");
    expect([root.logons.length, second.logons.length]).toEqual([1, 0]);
    expect(told(lines).filter((line) => !line.startsWith("ok"))).toEqual([
      `failed | Logon | ${root.address}:${port} | ${root.address}:${port} does not accept the name or password of ${readerName}; not tried on ${second.address}:${port}, because a second refusal could lock the account`,
    ]);
  });

  it("says what to do about more domain controllers than are tried", async () => {
    const many = Array.from({ length: 32 }, (_, index) => `127.0.1.${index + 1}`);
    const { lines } = await examine(1, { "wingtip.test": many });
    expect(lines.find(({ status }) => status === "not checked")).toMatchObject({
      finding: "2 more of wingtip.test",
      remedy:
        "Name those that this machine can reach in forests[].directory.live.domainControllers, at most 30 for each domain",
    });
  });

  it("tells a domain controller of another domain, and examines the rest", async () => {
    await using root = await startController(table, "wingtip.test");
    const other = { domains: [{ ...table.domains[0], dnsName: "fabrikam.test", netBiosName: "FABRIKAM" }] } as const;
    await using stranger = await startController(other, "fabrikam.test", { address: "127.0.0.2", port: root.port });
    const { lines } = await examine(root.port, { "wingtip.test": [stranger.address, root.address] });
    expect(told(lines)).toContain(
      `failed | Logon | ${stranger.address}:${root.port} | ${stranger.address}:${root.port} belongs to the forest fabrikam.test, not to wingtip.test`,
    );
    expect(stranger.logons).toEqual([]);
    expect(root.logons).toHaveLength(1);
  });
});

describe("init", () => {
  it("finds accounts in every domain, and servers through the groups that may retrieve a password", async () => {
    const users = `CN=Users,${emea}`;
    const servers = `CN=Sync Servers,${users}`;
    const agent = `CN=AGENT07,${users}`;
    const withAccounts = forest({
      emea: [
        user(`CN=MSOL_0123456789ab,${users}`, `${emeaSid}-1101`, {
          description: [
            "Account created by Microsoft Azure Active Directory Connect, running on computer SYNC03 configured to synchronize",
          ],
        }),
        user(agent, `${emeaSid}-1102`, {
          objectClass: ["top", "person", "organizationalPerson", "user", "computer"],
          sAMAccountName: ["AGENT07$"],
          memberOf: [servers],
        }),
        group(servers, `${emeaSid}-1103`, "global", [agent]),
        user(`CN=provAgentgMSA,${users}`, `${emeaSid}-1104`, {
          objectClass: ["top", "person", "organizationalPerson", "user", "computer", "msDS-GroupManagedServiceAccount"],
          sAMAccountName: ["provAgentgMSA$"],
          "msDS-GroupMSAMembership": [encodeSecurityDescriptor(parseSddl(`O:BAG:BAD:(A;;GA;;;${emeaSid}-1103)`, {}))],
        }),
      ],
    });
    await using root = await startController(withAccounts, "wingtip.test");
    await using child = await startController(withAccounts, "emea.wingtip.test");
    const source = sourceOver({ "wingtip.test": [root], "emea.wingtip.test": [child] });
    const found = await discoverForest(source, "wingtip.test", () => {});
    await source.close();
    expect(found.domains.map(({ netBiosName }) => netBiosName)).toEqual(["EMEA", "WINGTIP"]);
    expect(found.connectorAccounts.map(({ name }) => name)).toEqual(["EMEA\\MSOL_0123456789ab"]);
    expect(found.syncServers).toEqual(["SYNC03"]);
    expect(found.managedAccounts).toMatchObject([
      { name: "EMEA\\provAgentgMSA$", isAgents: true, servers: ["AGENT07"] },
    ]);
  });

  it("says which domain it could not look into", async () => {
    await using root = await startController(table, "wingtip.test");
    await using child = await startController(table, "emea.wingtip.test");
    await child.close();
    const source = sourceOver({ "wingtip.test": [root], "emea.wingtip.test": [child] });
    const found = await discoverForest(source, "wingtip.test", () => {});
    await source.close();
    expect(found.unseen.join("\n")).toMatch(
      /the accounts of emea\.wingtip\.test: The domain emea\.wingtip\.test cannot be observed/,
    );
  });
});
