import { describe, expect, it } from "vitest";
import { permissionsAsDeclared, requirementsOf } from "../../catalogue/permissions.ts";
import { textsAfter } from "./problems-of.ts";

const key = "hybrid-sync:cloudSync.exchangeOnlineAttributes";

const declare = (exchangeOnlineAttributes: unknown) =>
  textsAfter(({ cloudSync }) => Object.assign(cloudSync, { exchangeOnlineAttributes }));

describe("attributes that are written back from Exchange Online", () => {
  it("are a list of their names", () => {
    expect(declare(["mail", "msExchNewAttribute-2"])).toEqual([]);
  });

  it.each([
    ["a name that is none", ["my attribute"], "begins with a letter, and has letters, digits and hyphens"],
    ["an OID", ["1.2.840.113556.1.4.7"], "begins with a letter"],
    ["nothing", [], key],
    ["a name twice", ["mail", "MAIL"], "repeats"],
    [
      "an attribute that gives control",
      ["msds-keycredentiallink"],
      "anyone who may write this attribute controls the object",
    ],
  ])("are refused in one sentence where one is %s", (_, list, words) => {
    const told = declare(list);
    expect(told).toHaveLength(1);
    expect(told[0]).toContain(words);
    expect(told[0]).toContain(key);
  });
});

describe("attributes that a stack declares", () => {
  const declared = { exchangeOnlineAttributes: ["MAIL", "msExchNew"] };
  const names = (tool: "cloud-sync" | "connect-sync") =>
    permissionsAsDeclared(tool, declared)
      .get("exchange-online-writeback")
      ?.requirements.map(({ id }) => id);

  it("replace those of the catalogue, in its spelling", () => {
    expect(names("cloud-sync")).toEqual([
      "exchange-online-writeback/write mail/user",
      "exchange-online-writeback/write msExchNew/user",
    ]);
    expect(names("connect-sync")).toBeUndefined();
  });

  it("are observed besides those of the catalogue, each once", () => {
    const all = requirementsOf("cloud-sync", declared).map(({ id }) => id);
    expect(all.filter((id) => id.includes("/write mail/user"))).toHaveLength(1);
    expect(all).toHaveLength(requirementsOf("cloud-sync").length + 1);
    expect(all.at(-1)).toBe("exchange-online-writeback/write msExchNew/user");
  });
});
