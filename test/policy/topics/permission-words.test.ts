import { describe, expect, it } from "vitest";
import { onNew, onRoot, type Way } from "../../../catalogue/permissions/requirement.ts";
import { permissionWords } from "../../../policy/topics/permission-words.ts";

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
