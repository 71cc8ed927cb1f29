import { describe, expect, test } from "vitest";
import { accessRights } from "../../../directory/security/access-mask.ts";
import { checkDeletion, checkTreeDeletion, checkVisibility } from "../../../directory/security/object-access.ts";
import { parseSddl } from "../../../directory/security/sddl-reader.ts";

const alice = "S-1-5-21-1-2-3-1105";
const token = { sids: new Set([alice, "S-1-1-0"]) };
const user = "bf967aba-0de6-11d0-a285-00aa003049e2";
const group = "bf967a9c-0de6-11d0-a285-00aa003049e2";

function placed(entries: string, sid?: string) {
  return { descriptor: parseSddl(`D:${entries}`), object: { sid } };
}

describe("an object", () => {
  const deletion = (own: string, above: string) =>
    checkDeletion({ ...placed(own, alice), classGuid: user }, placed(above), token);

  test.each([
    ["by the right to delete it", "(A;;SD;;;WD)", "", "granted", "object"],
    ["by the right to delete children of its class", "", `(OA;;DC;${user};;WD)`, "granted", "container"],
    ["by the right to delete any child", "", "(A;;DC;;;WD)", "granted", "container"],
    ["not by the right to delete children of another class", "", `(OA;;DC;${group};;WD)`, "denied", "object"],
    ["although it denies it, by its container", "(D;;SD;;;WD)", "(A;;DC;;;WD)", "granted", "container"],
    ["although its container denies it, by itself", "(A;;SD;;;WD)", "(D;;DC;;;WD)", "granted", "object"],
    ["by both, of which it is named itself", "(A;;SD;;;WD)", "(A;;DC;;;WD)", "granted", "object"],
    ["by nobody without either", "(A;;DC;;;WD)", "(A;;SD;;;WD)", "denied", "object"],
    ["by SELF, which is the object and not its container", "(A;;SD;;;PS)", "(A;;DC;;;PS)", "granted", "object"],
    ["not by SELF of the container", "", "(A;;DC;;;PS)", "denied", "object"],
    ["perhaps, where a condition settles it", "(XA;;SD;;;WD)", "", "undecided", "object"],
    ["perhaps, where a condition on the container settles it", "", "(XA;;DC;;;WD)", "undecided", "container"],
  ])("is deleted %s", (_, own, above, outcome, by) => {
    expect(deletion(own, above)).toMatchObject({ outcome, by });
  });

  test("is deleted with its tree by a right of its own alone", () => {
    expect(checkTreeDeletion(placed("(A;;DT;;;WD)"), token).outcome).toBe("granted");
    expect(checkTreeDeletion(placed("(A;;SDDC;;;WD)"), token).outcome).toBe("denied");
    expect(checkTreeDeletion(placed("(A;;DT;;;PS)", alice), token).outcome).toBe("granted");
    expect(checkTreeDeletion(placed("(A;;DT;;;WD)"), token).entry?.entry).toMatchObject({
      mask: accessRights.deleteTree,
    });
  });

  test.each([
    ["where its container lists its contents", false, "", "(A;;LC;;;WD)", "granted", "container"],
    ["not where its container does not", false, "(A;;LO;;;WD)", "(A;;LO;;;WD)", "denied", "container"],
    ["in list object mode, where both let it be listed", true, "(A;;LO;;;WD)", "(A;;LO;;;WD)", "granted", "object"],
    ["in list object mode, where its container lists its contents", true, "", "(A;;LC;;;WD)", "granted", "container"],
    ["in list object mode, not where it alone lets itself be listed", true, "(A;;LO;;;WD)", "", "denied", "container"],
    ["in list object mode, not where its container alone does", true, "", "(A;;LO;;;WD)", "denied", "container"],
    [
      "in list object mode, perhaps, by a condition on it",
      true,
      "(XA;;LO;;;WD)",
      "(A;;LO;;;WD)",
      "undecided",
      "object",
    ],
    [
      "in list object mode, perhaps, by a condition above",
      true,
      "(A;;LO;;;WD)",
      "(XA;;LO;;;WD)",
      "undecided",
      "container",
    ],
    ["in list object mode, not by a condition against a denial", true, "", "(XA;;LO;;;WD)", "denied", "container"],
    ["perhaps, by a condition on the contents", true, "", "(XA;;LC;;;WD)", "undecided", "container"],
  ])("shows %s", (_, listObjectMode, own, above, outcome, by) => {
    expect(checkVisibility(placed(own), placed(above), token, { listObjectMode })).toMatchObject({ outcome, by });
  });
});
