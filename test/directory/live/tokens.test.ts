import { describe, expect, it } from "vitest";
import { controlAccessRights } from "../../../catalogue/control-access-rights.ts";
import { observeThrough } from "../../../directory/directories.ts";
import { type LogonToken, readLogonToken } from "../../../directory/logon-token.ts";
import { parseSddl } from "../../../directory/security/sddl-reader.ts";
import { encodeSecurityDescriptor } from "../../../directory/security/security-descriptor.ts";
import { encodeSid } from "../../../directory/security/sid.ts";
import type { DirectorySource } from "../../../directory/source.ts";
import type { ScriptedDomainController } from "../../../lab/scripted-directory/domain-controller.ts";
import type { ScriptedEntry } from "../../../lab/scripted-directory/entry.ts";
import { foreignSecurityPrincipal, group, user } from "../../../lab/scripted-directory/objects.ts";
import { emea, emeaSid, forest, sourceOver, startController, wingtip, wingtipSid } from "./scripted-forest.ts";

const account = `CN=svc,CN=Users,${wingtip}`;
const former = "S-1-5-21-9-9-9-1500";
const inWingtip = (name: string) => `CN=${name},CN=Users,${wingtip}`;
const inEmea = (name: string) => `CN=${name},CN=Users,${emea}`;

/** tokenGroups of an account that is in Domain Users and in these. */
const told = (...sids: readonly string[]) => [`${wingtipSid}-513`, ...sids].map((sid) => encodeSid(sid));

interface Table {
  readonly account?: ScriptedEntry["attributes"];
  readonly wingtip?: readonly ScriptedEntry[];
  readonly emea?: readonly ScriptedEntry[];
  readonly unreadable?: readonly string[];
}

async function withForest<T>(
  { account: attributes = {}, wingtip: own = [], emea: other = [], unreadable = [] }: Table,
  work: (source: DirectorySource, controllers: { child: ScriptedDomainController }) => Promise<T>,
): Promise<T> {
  const tokens = { tokenGroups: told(), tokenGroupsGlobalAndUniversal: told() };
  const svc = { ...user(account, `${wingtipSid}-1100`, { ...tokens, ...attributes }), unreadable };
  const table = forest({ wingtip: [svc, ...own], emea: other });
  await using root = await startController(table, "wingtip.test");
  await using child = await startController(table, "emea.wingtip.test");
  const source = sourceOver({ "wingtip.test": [root], "emea.wingtip.test": [child] });
  try {
    return await work(source, { child });
  } finally {
    await source.close();
  }
}

async function accountIn(source: DirectorySource) {
  const name = { form: "distinguished-name", distinguishedName: account } as const;
  const [found] = await source.findAccounts({ by: "name", name, wanted: "account" });
  if (found === undefined) throw new Error("the account is not in the forest");
  return found;
}

function tokens(token: LogonToken) {
  return [{ domain: "wingtip.test", token: { observed: token } }, ...(token.elsewhere ?? [])];
}

/** The paths of groups other than those that every account is in, by domain. */
function groupsOf(token: LogonToken): Record<string, readonly string[] | string> {
  return Object.fromEntries(
    tokens(token).map(({ domain, token: each }) => {
      if (!("observed" in each)) return [domain, "unobservable" in each ? each.unobservable.reason : "undecided"];
      const paths = [...each.observed.sids.values()].map(({ path }) => path.join(" > "));
      const usual = /^$|^Everyone|^Authenticated Users$|^WINGTIP\\Domain Users$|BUILTIN\\Users of /;
      return [domain, paths.filter((path) => !usual.test(path)).toSorted()];
    }),
  );
}

describe("the groups that count in a domain", () => {
  it.each<[string, Table, { own: readonly string[]; other: readonly string[] }]>([
    [
      "are those of BUILTIN of that domain, and of no other",
      { emea: [group(`CN=Backup Operators,CN=Builtin,${emea}`, "S-1-5-32-551", "builtinLocal", [account])] },
      { own: [], other: ["BUILTIN\\Backup Operators of emea.wingtip.test"] },
    ],
    [
      "are its domain-local ones, and of no other",
      {
        wingtip: [group(inWingtip("Own Local"), `${wingtipSid}-1201`, "domainLocal", [account])],
        emea: [group(inEmea("Other Local"), `${emeaSid}-1202`, "domainLocal", [account])],
      },
      { own: ["WINGTIP\\Own Local"], other: ["EMEA\\Other Local"] },
    ],
    [
      "are universal ones of any domain, and what these are in",
      {
        account: { tokenGroupsGlobalAndUniversal: told(`${emeaSid}-1301`) },
        emea: [
          group(inEmea("Universal"), `${emeaSid}-1301`, "universal", [account]),
          group(`CN=Administrators,CN=Builtin,${emea}`, "S-1-5-32-544", "builtinLocal", [inEmea("Universal")]),
        ],
      },
      {
        own: ["EMEA\\Universal"],
        other: ["EMEA\\Universal", "EMEA\\Universal > BUILTIN\\Administrators of emea.wingtip.test"],
      },
    ],
    [
      "are global ones of the account's own domain, in groups of another",
      {
        wingtip: [group(inWingtip("Global"), `${wingtipSid}-1401`, "global", [account])],
        emea: [group(inEmea("Local"), `${emeaSid}-1402`, "domainLocal", [inWingtip("Global")])],
      },
      { own: ["WINGTIP\\Global"], other: ["WINGTIP\\Global", "WINGTIP\\Global > EMEA\\Local"] },
    ],
    [
      "end, also where groups of two domains are in each other",
      {
        wingtip: [group(inWingtip("A"), `${wingtipSid}-1501`, "universal", [account, inEmea("B")])],
        emea: [group(inEmea("B"), `${emeaSid}-1502`, "universal", [inWingtip("A")])],
      },
      { own: ["WINGTIP\\A", "WINGTIP\\A > EMEA\\B"], other: ["WINGTIP\\A", "WINGTIP\\A > EMEA\\B"] },
    ],
    [
      "are those that list everybody",
      {
        emea: [
          foreignSecurityPrincipal("S-1-5-11", emea),
          group(inEmea("Everybody"), `${emeaSid}-1601`, "domainLocal", [
            `CN=S-1-5-11,CN=ForeignSecurityPrincipals,${emea}`,
          ]),
        ],
      },
      { own: [], other: ["Authenticated Users > EMEA\\Everybody"] },
    ],
    [
      "are those that list who the account was before",
      {
        account: { sIDHistory: [encodeSid(former)] },
        emea: [
          foreignSecurityPrincipal(former, emea),
          group(inEmea("Former"), `${emeaSid}-1701`, "domainLocal", [
            `CN=${former},CN=ForeignSecurityPrincipals,${emea}`,
          ]),
        ],
      },
      { own: [], other: ["EMEA\\Former"] },
    ],
    [
      "are those that a group replaced",
      {
        wingtip: [
          group(inWingtip("Moved"), `${wingtipSid}-1801`, "global", [account], { sIDHistory: [encodeSid(former)] }),
        ],
      },
      {
        own: ["WINGTIP\\Moved", `WINGTIP\\Moved > ${former}`],
        other: ["WINGTIP\\Moved", `WINGTIP\\Moved > ${former}`],
      },
    ],
    [
      "are no distribution groups",
      { emea: [group(inEmea("Mail"), `${emeaSid}-1901`, "distribution", [account])] },
      { own: [], other: [] },
    ],
  ])("%s", async (_, table, expected) => {
    await withForest(table, async (source) => {
      const token = await readLogonToken(source, await accountIn(source));
      expect(groupsOf(token)).toEqual({ "wingtip.test": expected.own, "emea.wingtip.test": expected.other });
    });
  });
});

describe("what a token rests on", () => {
  const gaps = (token: LogonToken) =>
    tokens(token).map(({ domain, token: each }) => {
      if (!("observed" in each)) return [domain, "unobservable" in each ? each.unobservable.reason : "undecided"];
      return [domain, each.observed.incomplete?.unobservable.reason ?? "complete"];
    });

  it("is tokenGroups in the account's own domain, and a search for local groups elsewhere: all of them", async () => {
    const asserted = told(`${wingtipSid}-1100`, "S-1-18-1");
    await withForest({ account: { tokenGroupsGlobalAndUniversal: asserted } }, async (source) => {
      expect(gaps(await readLogonToken(source, await accountIn(source)))).toEqual([
        ["wingtip.test", "complete"],
        ["emea.wingtip.test", "complete"],
      ]);
    });
  });

  it("is not all where tokenGroups is not readable", async () => {
    const unreadable = ["tokenGroups", "tokenGroupsGlobalAndUniversal"];
    await withForest({ unreadable }, async (source) => {
      const reason = `reader@wingtip.test cannot read tokenGroups of ${account}, so there may be groups that it cannot see`;
      expect(gaps(await readLogonToken(source, await accountIn(source)))).toEqual([
        ["wingtip.test", reason],
        ["emea.wingtip.test", reason],
      ]);
    });
  });

  it("is not all where groups of a domain do not show their members", async () => {
    const administrators = group(`CN=Administrators,CN=Builtin,${emea}`, "S-1-5-32-544", "builtinLocal", [account]);
    await withForest({ emea: [{ ...administrators, unreadable: ["member"] }] }, async (source) => {
      expect(gaps(await readLogonToken(source, await accountIn(source)))).toEqual([
        ["wingtip.test", "complete"],
        [
          "emea.wingtip.test",
          "reader@wingtip.test cannot read the members of groups in emea.wingtip.test, so there may be groups of that domain that it cannot see",
        ],
      ]);
    });
  });

  it("is not all where the way goes through a group that is not seen", async () => {
    const unseen = `${emeaSid}-2001`;
    await withForest({ account: { tokenGroupsGlobalAndUniversal: told(unseen) } }, async (source) => {
      const [own, other] = gaps(await readLogonToken(source, await accountIn(source)));
      expect(own).toEqual(["wingtip.test", "complete"]);
      expect(other?.[1]).toContain(`is in the group ${unseen}, which the read account cannot see`);
    });
  });

  it("is missing for a domain that cannot be asked, and stands for the others", async () => {
    const attributes = { tokenGroups: told(`${emeaSid}-2101`) };
    await withForest({ account: attributes }, async (source, { child }) => {
      await child.close();
      const reason = `The domain emea.wingtip.test cannot be observed: 127.0.0.1:${child.port} refuses the connection`;
      expect(gaps(await readLogonToken(source, await accountIn(source)))).toEqual([
        ["wingtip.test", "complete"],
        ["emea.wingtip.test", reason],
      ]);
      const { sids } = await readLogonToken(source, await accountIn(source));
      expect(sids.get(`${emeaSid}-2101`)?.by).toBe("unseen group");
    });
  });
});

describe("an account's rights in two domains", () => {
  const replication = (sddl: string) => encodeSecurityDescriptor(parseSddl(`O:BAG:BAD:${sddl}`, {}));
  const getChanges = controlAccessRights["DS-Replication-Get-Changes"].guid;

  it("come from the groups that count in each", async () => {
    const table: Table = {
      emea: [group(`CN=Backup Operators,CN=Builtin,${emea}`, "S-1-5-32-551", "builtinLocal", [account])],
    };
    const securityDescriptor = replication(`(OA;;CR;${getChanges};;BO)`);
    const svc = user(account, `${wingtipSid}-1100`, {
      tokenGroups: told(),
      tokenGroupsGlobalAndUniversal: told(),
    });
    const scripted = forest({ wingtip: [svc], emea: table.emea ?? [], facts: { securityDescriptor } });
    await using root = await startController(scripted, "wingtip.test");
    await using child = await startController(scripted, "emea.wingtip.test");
    const source = sourceOver({ "wingtip.test": [root], "emea.wingtip.test": [child] });
    const observed = await observeThrough(source, {
      subject: "connector account",
      forest: "wingtip.test",
      name: account,
    });
    expect(observed.details?.replication.map(({ domain, getChanges: held }) => [domain, held])).toEqual([
      [
        "emea.wingtip.test",
        {
          observed: {
            granted: true,
            trustee: "BUILTIN\\Backup Operators of emea.wingtip.test",
            through: ["BUILTIN\\Backup Operators of emea.wingtip.test"],
          },
        },
      ],
      ["wingtip.test", { observed: { granted: false, deniedTo: null } }],
    ]);
    expect(observed.details?.protectedGroups).toEqual({
      observed: [{ group: "BUILTIN\\Backup Operators of emea.wingtip.test", sid: "S-1-5-32-551", through: [] }],
    });
    await source.close();
  });
});
