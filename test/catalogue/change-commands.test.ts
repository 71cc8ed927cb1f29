import { describe, expect, it } from "vitest";
import { commandFor, grants, onServerOf } from "../../catalogue/change-commands.ts";
import { onNew, onRoot } from "../../catalogue/permissions/requirement.ts";
import { wayOut } from "../../catalogue/remedy.ts";
import { parseLine } from "../powershell.ts";

const root = "DC=contoso,DC=example";
const sid = "S-1-5-21-1-2-3-1101";
const unexpire = onRoot({ do: "use", right: "Unexpire-Password" });
const reset = onNew("user", { do: "use", right: "User-Force-Change-Password" });
const unlock = onNew("user", { do: "write", attribute: "lockoutTime" });
const read = onNew("contact", { do: "read all properties" });
const create = onNew("organizationalUnit", { do: "create", child: "group" });
const remove = onNew("organizationalUnit", { do: "delete children", child: "group" });
const erase = onNew("group", { do: "delete" });

describe("grants of ways", () => {
  it("are a line of dsacls for each scope, with everything that has it", () => {
    const changes = grants([unexpire, reset, unlock, create, remove, read, erase], root, { name: "CONTOSO\\svc", sid });
    expect(changes.map(commandFor).map(String)).toEqual([
      `dsacls "${root}" /G "CONTOSO\\svc:CA;Unexpire Password"`,
      `dsacls "${root}" /I:S /G "CONTOSO\\svc:CA;Reset Password;user" "CONTOSO\\svc:WP;lockoutTime;user" "CONTOSO\\svc:RP;;contact" "CONTOSO\\svc:SD;;group"`,
      `dsacls "${root}" /I:T /G "CONTOSO\\svc:CC;group" "CONTOSO\\svc:DC;group"`,
    ]);
  });

  it("quote names so that PowerShell leaves them alone", () => {
    expect(grants([unlock], root, { name: "CONTOSO\\agent$", sid }).map(commandFor).map(String)).toEqual([
      `dsacls "${root}" /I:S /G 'CONTOSO\\agent$:WP;lockoutTime;user'`,
    ]);
  });
});

describe("the command of a change", () => {
  const on = "CN=svc,OU=Sync,DC=emea,DC=contoso,DC=example";
  const entry = "(OA;CI;WP;4c164200-20c0-11d0-a768-00aa006e0529;;S-1-5-21-1-2-3-1101)";
  const all: readonly Parameters<typeof commandFor>[0][] = [
    { change: "remove entry", on, entry },
    { change: "set owner", on, owner: "S-1-5-21-1-2-3-512" },
    { change: "add member", group: on, member: "CN=a,DC=contoso,DC=example" },
    { change: "remove member", group: on, member: "S-1-5-21-1-2-3-1102" },
    { change: "inherit permissions", on },
    { change: "stop inheriting permissions", on },
  ];

  it.each(all)("is understood by PowerShell, and asks the domain of the object: $change", (change) => {
    const line = String(commandFor(change));
    expect(parseLine(line).faults).toEqual([]);
    const cmdlets = parseLine(line).commands.filter((name) => name.includes("-AD"));
    expect(line.match(/ -Server "/g) ?? []).toHaveLength(cmdlets.length);
  });

  it("takes one entry away and leaves the others of its trustee", () => {
    const line = String(commandFor({ change: "remove entry", on, entry }));
    expect(line).toContain(`SetSecurityDescriptorSddlForm("D:${entry}")`);
    expect(line).toContain("RemoveAccessRuleSpecific");
    expect(line).not.toContain("dsacls");
  });

  it("is known by the remedy in which it stands", () => {
    const [first, second] = all;
    if (first === undefined || second === undefined) throw new Error("no changes");
    const remedy = wayOut`Do one thing: ${commandFor(first)}. ${wayOut`Then another: ${commandFor(second)}`}`;
    expect(remedy.changes).toEqual([first, second]);
    expect(wayOut`Ask somebody.`.changes).toEqual([]);
  });
});

describe("the domain that is asked", () => {
  it.each([
    ["CN=a,OU=b,DC=contoso,DC=example", ' -Server "contoso.example"'],
    ["DC=contoso,DC=example", ' -Server "contoso.example"'],
    ["CN=x\\,DC=no,dc=emea,dc=contoso,dc=example", ' -Server "emea.contoso.example"'],
    ["DC=corp", ' -Server "corp"'],
    ["CN=svc, DC=contoso, DC=example", ' -Server "contoso.example"'],
    ["CONTOSO\\Domain Admins", ""],
    ["S-1-5-32-544", ""],
  ])("of %s", (name, parameter) => {
    expect(String(onServerOf(name))).toBe(parameter);
  });
});
