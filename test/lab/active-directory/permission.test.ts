import { describe, expect, it } from "vitest";
import { connectorRights } from "../../../lab/active-directory/connector-rights.ts";
import {
  controlAccess,
  createAndDelete,
  entrySddl,
  fullControl,
  readProperty,
  writeProperty,
} from "../../../lab/active-directory/permission.ts";

const trustee = "S-1-1-0";

describe("entrySddl", () => {
  it("writes a control access right on the object itself", () => {
    expect(entrySddl("grant", controlAccess("DS-Replication-Get-Changes"), trustee)).toBe(
      "(OA;;CR;1131f6aa-9c07-11d1-f79f-00c04fc2dcd2;;S-1-1-0)",
    );
  });

  it("writes a denied property of descendants of a class", () => {
    expect(entrySddl("deny", writeProperty("lockoutTime", { descendants: "user" }), trustee)).toBe(
      "(OD;CIIO;WP;28630ebf-41d5-11d1-a9c1-0000f80367c1;bf967aba-0de6-11d0-a285-00aa003049e2;S-1-1-0)",
    );
  });

  it("writes a plain entry when neither an attribute nor a class is named", () => {
    expect(entrySddl("grant", readProperty("all", { descendants: "all" }), trustee)).toBe("(A;CIIO;RP;;;S-1-1-0)");
    expect(entrySddl("deny", fullControl({ scope: "this object and descendants" }), trustee)).toBe(
      "(D;CI;CCDCLCSWRPWPDTLOCRSDRCWDWO;;;S-1-1-0)",
    );
  });

  it("writes the creation of children of a class", () => {
    expect(entrySddl("grant", createAndDelete("group"), trustee)).toBe(
      "(OA;;CCDC;bf967a9c-0de6-11d0-a285-00aa003049e2;;S-1-1-0)",
    );
  });
});

describe("connectorRights", () => {
  it("gives one entry a permission, on the domain root unless another place is named", () => {
    const entries = connectorRights(["password-hash-sync", "basic-read"], "svc-connect");
    expect(entries).toHaveLength(2 + 7);
    expect(new Set(entries.map((entry) => entry.on))).toEqual(new Set(["domain root"]));
    expect(connectorRights(["password-writeback"], "svc-connect", "Staff").map(({ on }) => on)).toEqual(
      Array(4).fill("Staff"),
    );
  });
});
