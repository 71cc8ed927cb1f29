import { describe, expect, it } from "vitest";
import { onNew, onRoot, type Way } from "../../../catalogue/permissions/requirement.ts";
import { dsaclsLines, permissionWords } from "../../../policy/topics/permission-words.ts";

const root = "DC=contoso,DC=example";
const unexpire = onRoot({ do: "use", right: "Unexpire-Password" });
const reset = onNew("user", { do: "use", right: "User-Force-Change-Password" });
const unlock = onNew("user", { do: "write", attribute: "lockoutTime" });
const read = onNew("contact", { do: "read all properties" });
const create = onNew("organizationalUnit", { do: "create", child: "group" });
const remove = onNew("organizationalUnit", { do: "delete children", child: "group" });
const erase = onNew("group", { do: "delete" });

describe("permissions in words", () => {
  it.each<[string, readonly Way[]]>([
    [`"Unexpire Password" on ${root}`, [unexpire]],
    [`"Reset Password" and Write lockoutTime on user objects below ${root} that inherit permissions`, [reset, unlock]],
    [
      `"Reset Password" on user objects below ${root} that inherit permissions and Read all properties on contact objects below ${root} that inherit permissions`,
      [reset, read],
    ],
    [
      `Create group objects and Delete group objects on organizationalUnit objects below ${root} that inherit permissions`,
      [create, remove],
    ],
    [`Delete on group objects below ${root} that inherit permissions`, [erase]],
  ])("%s", (text, ways) => {
    expect(permissionWords(ways, root)).toBe(text);
  });
});

describe("the lines for dsacls", () => {
  it("name each scope once, with everything that has it", () => {
    expect(
      dsaclsLines([unexpire, reset, unlock, create, remove, read, erase], root, "CONTOSO\\svc").map(String),
    ).toEqual([
      `dsacls "${root}" /G "CONTOSO\\svc:CA;Unexpire Password"`,
      `dsacls "${root}" /I:S /G "CONTOSO\\svc:CA;Reset Password;user" "CONTOSO\\svc:WP;lockoutTime;user" "CONTOSO\\svc:RP;;contact" "CONTOSO\\svc:SD;;group"`,
      `dsacls "${root}" /I:T /G "CONTOSO\\svc:CC;group" "CONTOSO\\svc:DC;group"`,
    ]);
  });

  it("quote names so that PowerShell leaves them alone", () => {
    expect(dsaclsLines([unlock], root, "CONTOSO\\agent$").map(String)).toEqual([
      `dsacls "${root}" /I:S /G 'CONTOSO\\agent$:WP;lockoutTime;user'`,
    ]);
  });
});
