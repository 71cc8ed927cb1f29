/** An account may be in groups that the reader does not see: what such groups hold is not known, and never "no more than it needs". */
import { describe, expect, it } from "vitest";
import { observed, undecided } from "../../catalogue/fact.ts";
import { observeThrough } from "../../directory/directories.ts";
import { membershipsIn } from "../../directory/inspection/memberships.ts";
import { Issuers } from "../../directory/issuers.ts";
import type { LogonToken } from "../../directory/logon-token.ts";
import { judge } from "../../policy/judge-stack.ts";
import { violationsIn } from "../../policy/judgement/judged-rule.ts";
import { connectorAccountExcess } from "../../policy/rules/connector-account-excess.ts";
import { domain, hidden, type MemoryForest, memoryForest } from "../directory/memory-forest.ts";
import { clock, type Declared, requestFor, resourceFor } from "./checks.ts";
import { accountOf, plantedForest, scopeNames } from "./memory.ts";
import { type PlantedEntry, root, units } from "./model.ts";

const control: PlantedEntry = {
  on: [root],
  kind: "allow",
  rights: "GA",
  reach: "this object and descendants",
  to: "outer group",
};
const declared: Declared = {
  tool: "connect-sync",
  forest: "wingtip.test",
  name: accountOf("connect-sync").distinguishedName,
  organizationalUnits: scopeNames([units.staff]),
  features: [],
};

async function excess(forest: MemoryForest): Promise<readonly string[]> {
  const resource = resourceFor(declared, await observeThrough(memoryForest(forest), requestFor(declared)));
  return violationsIn(judge([resource], clock, [connectorAccountExcess])).map(({ message }) => message);
}

describe("full control that a group has", () => {
  const planted = plantedForest("connect-sync", [control]);
  /** The reader sees no group of the account. */
  const unseen = { ...planted, memberOf: {} };

  it("is a finding where the account is seen to be in the group", async () => {
    expect(await excess(planted)).toEqual([expect.stringContaining("full control")]);
  });

  it("cannot be verified where the reader sees neither the group nor the token", async () => {
    const [message, ...others] = await excess({ ...unseen, token: null });
    expect(others).toEqual([]);
    expect(message).toContain("besides: WINGTIP\\reader cannot read tokenGroups of");
  });

  it("is no matter where the domain controller says that the account is in no such group", async () => {
    expect(await excess({ ...unseen, token: ["S-1-1-0", "S-1-5-11"] })).toEqual([]);
  });

  it("is no matter where there is no such entry, whatever the reader sees", async () => {
    expect(await excess({ ...plantedForest("connect-sync", []), memberOf: {}, token: null })).toEqual([]);
  });
});

describe("groups besides those that are seen", () => {
  const issuers = new Issuers([domain()], "wingtip.test");
  const wanted = [{ relativeTo: "builtin", rid: 544 }] as const;
  const own: LogonToken = {
    sids: new Map([["S-1-5-32-544", { name: "BUILTIN\\Administrators", path: ["BUILTIN\\Administrators"] }]]),
    incomplete: null,
    mayHold: () => false,
    issuers,
  };
  const seen = [{ group: "BUILTIN\\Administrators", sid: "S-1-5-32-544", through: [] }];
  const elsewhere = (...tokens: readonly Exclude<LogonToken["elsewhere"], undefined>[number]["token"][]) =>
    tokens.map((token, index) => ({ domain: `d${index}.wingtip.test`, token }));
  const open = undecided("a claim decides");

  it("are told where a token of another domain is hidden, and where nobody can tell", () => {
    expect(membershipsIn({ ...own, elsewhere: elsewhere(hidden) }, wanted, "this forest")).toEqual({
      observed: seen,
      besides: hidden.unobservable,
    });
    expect(membershipsIn({ ...own, elsewhere: elsewhere(open) }, wanted, "this forest")).toEqual({
      observed: seen,
      besides: open,
    });
  });

  it("are told by what a right would make readable, before what nobody can tell", () => {
    for (const tokens of [
      [open, hidden],
      [hidden, open],
    ])
      expect(membershipsIn({ ...own, elsewhere: elsewhere(...tokens) }, wanted, "this forest")).toMatchObject({
        besides: hidden.unobservable,
      });
  });

  it("are not among groups that no other domain can have", () => {
    const protectedUsers = [{ relativeTo: "domain", rid: 525 }] as const;
    expect(membershipsIn({ ...own, elsewhere: elsewhere(hidden) }, protectedUsers, "any domain")).toEqual(observed([]));
  });
});
