/** What a result holds for tables and pictures, besides the findings. */
import { describe, expect, it } from "vitest";
import { makeResult } from "../../report/make-result.ts";
import { type Result, resultSchema } from "../../report/result.ts";
import { examples, gmsaObject, noAccess, resource, today } from "../policy/examples.ts";
import { result } from "./examples.ts";

const account = () => examples["connector account"]();

/** Of one AD DS Connector account, with some of its details changed. */
function resultWith(details: object, features = account().features): Result {
  const inputs = account();
  const changed = {
    ...inputs,
    features,
    observed: { ...inputs.observed, details: { ...inputs.observed.details, ...details } },
  };
  return makeResult([resource("connector account", changed)], {
    stack: "production",
    by: "check",
    clock: today,
    program: "1.2.3",
    appliedStack: false,
  });
}

describe("the permissions of a result", () => {
  it("name the findings that say what is not in order, and only those", () => {
    const lacking = (account().observed.details?.permissions ?? []).map((row) => ({
      ...row,
      objects: { observed: { ...("observed" in row.objects ? row.objects.observed : {}), rights: [] } },
      requirements: {
        observed: ("observed" in row.requirements ? row.requirements.observed : []).map((one) =>
          one.requirement.includes("lockoutTime")
            ? { ...one, grant: { observed: { granted: false, deniedTo: null, entry: "(OA;CIIO;WP;;;S-1-1-0)" } } }
            : one,
        ),
      },
    }));
    const { permissions = [], findings } = resultWith({ permissions: lacking }, [
      "password-hash-sync",
      "password-writeback",
    ]);
    const known = new Set(findings.map(({ id }) => id));
    const faulty = permissions.filter(({ verdict }) => verdict !== "met");
    expect(faulty.map(({ domain, permission, verdict }) => [domain, permission, verdict])).toEqual(
      lacking.map(({ domain }) => [domain, "Write lockoutTime", "unmet"]),
    );
    expect(faulty[0]?.findings.every((id) => known.has(id))).toBe(true);
    expect(permissions.filter(({ verdict }) => verdict === "met").flatMap(({ findings }) => findings)).toEqual([]);
  });

  it("are not verified, each of them, where those of a domain could not be read", () => {
    const unread = (account().observed.details?.permissions ?? []).map((row) => ({ ...row, requirements: noAccess }));
    const read = resultWith({}).permissions ?? [];
    const { permissions = [] } = resultWith({ permissions: unread });
    expect(permissions).toHaveLength(read.length);
    const judgedBySelf = permissions.filter(({ permission }) => !permission.startsWith('"Replicating'));
    expect(new Set(judgedBySelf.map(({ verdict }) => verdict))).toEqual(new Set(["unobservable"]));
  });

  it("show a replication right that no feature needs, and none that is neither needed nor held", () => {
    const inputs = account();
    const off = (granted: boolean) => ({
      ...inputs,
      features: [],
      observed: {
        ...inputs.observed,
        details: {
          ...inputs.observed.details,
          replication: (inputs.observed.details?.replication ?? []).map((row) => ({
            ...row,
            getChangesAll: { observed: granted ? { granted, trustee: "X", through: [] } : { granted, deniedTo: null } },
          })),
        },
      },
    });
    const rows = (granted: boolean) =>
      makeResult([resource("connector account", off(granted))], {
        stack: "production",
        by: "check",
        clock: today,
        program: "1.2.3",
        appliedStack: false,
      }).permissions?.filter(({ feature }) => feature === "password-hash-sync") ?? [];
    expect(new Set(rows(true).map(({ verdict }) => verdict))).toEqual(new Set(["unmet"]));
    expect(rows(false)).toEqual([]);
  });
});

describe("a permission on objects", () => {
  it("is not verified where the objects could not be read", () => {
    const unread = (account().observed.details?.permissions ?? []).map((row) => ({ ...row, objects: noAccess }));
    const { permissions = [] } = resultWith({ permissions: unread });
    for (const { objectClass, verdict } of permissions) {
      expect(verdict).toBe(objectClass === null ? "met" : "unobservable");
    }
    expect(permissions.some(({ objectClass }) => objectClass !== null)).toBe(true);
  });
});

describe("the ways of takeover in a result", () => {
  it("lead from whoever is in a group to what is taken over", () => {
    const target = { ...gmsaObject, name: "FABRIKAM\\Sync Admins", objectClass: "group" };
    const { takeovers = [], findings } = resultWith({
      takeover: {
        observed: [
          {
            target,
            role: "group with rights",
            leadsTo: ["FABRIKAM\\Sync Rights"],
            paths: {
              observed: {
                count: 1,
                sample: [
                  {
                    principal: {
                      sid: "S-1-5-21-1-2-3-1300",
                      name: "FABRIKAM\\Help\u202edesk",
                      kind: "group",
                      members: 2,
                      people: { names: ["FABRIKAM\\anna"], more: true },
                    },
                    edge: "change-members",
                    also: [],
                    on: "OU=Groups,DC=fabrikam,DC=example",
                    entry: { sddl: "(A;CI;WP;;;S-1-5-21-1-2-3-1300)", from: null },
                    decided: true,
                  },
                ],
                ofSyncAccounts: [],
                emptyGroups: [],
                unseen: [],
                hidden: [],
              },
            },
          },
        ],
      },
    });
    const [way] = takeovers;
    expect(way?.nodes.map(({ name }) => name)).toEqual([
      "FABRIKAM\\anna and others",
      "FABRIKAM\\Help\\u{202e}desk",
      "OU=Groups,DC=fabrikam,DC=example",
      "FABRIKAM\\Sync Admins",
      "FABRIKAM\\Sync Rights",
    ]);
    expect(way?.steps.map(({ words }) => words)).toEqual([
      "in",
      "may change the members of",
      "its permissions are inherited by",
      "is in",
    ]);
    expect(findings.map(({ id }) => id)).toContain(way?.finding);
  });
});

describe("the topology of a result", () => {
  it("leads from the forest over its accounts and servers to the tenant, each once", () => {
    const { topology = { nodes: [], edges: [] } } = result();
    const ids = topology.nodes.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(new Set(topology.nodes.map(({ kind }) => kind))).toEqual(
      new Set(["forest", "domain", "account", "server", "tenant"]),
    );
    for (const { from, to } of topology.edges) expect(ids).toEqual(expect.arrayContaining([from, to]));
  });
});

describe("a result of an earlier version", () => {
  it("is read without them", () => {
    const { permissions, takeovers, topology, ...earlier } = result();
    expect(permissions?.length).toBeGreaterThan(0);
    expect([takeovers, topology]).not.toContain(undefined);
    expect(resultSchema.parse(earlier)).toEqual(earlier);
  });
});
