import { describe, expect, it } from "vitest";
import { entryWords, rightsWords } from "../../../policy/topics/entry-words.ts";

const user = "bf967aba-0de6-11d0-a285-00aa003049e2";
const who = "S-1-5-21-1-2-3-1101";

describe("an entry in words", () => {
  it.each([
    [`(A;;GA;;;${who})`, "full control"],
    [`(A;CI;CCDCLCSWRPWPDTLOCRSDRCWDWO;;;${who})`, "full control on it and all objects below"],
    [`(OA;CIIO;CR;00299570-246d-11d0-a768-00aa006e0529;${user};${who})`, '"Reset Password" on user objects below'],
    [
      `(OA;CIIO;RPWP;4c164200-20c0-11d0-a768-00aa006e0529;${user};${who})`,
      'Read the property set "Account Restrictions" and Write the property set "Account Restrictions" on user objects below',
    ],
    [`(OA;;WP;bf967a0a-0de6-11d0-a285-00aa003049e2;;${who})`, "Write pwdLastSet"],
    [`(OA;;SW;bf9679c0-0de6-11d0-a285-00aa003049e2;;${who})`, '"Add/Remove self as member"'],
    [`(OA;;CR;ab721a54-1e2f-11d0-9819-00aa0040529b;;${who})`, '"Send As"'],
    [`(OA;CI;CCDC;${user};;${who})`, "Create user objects and Delete user objects on it and all objects below"],
    [`(A;;WDWO;;;${who})`, "Modify permissions and Modify owner"],
    [`(D;;SDDT;;;WD)`, "Delete and Delete subtree"],
    [`(OA;CIID;WP;bf967a0a-0de6-11d0-a285-00aa003049e2;;${who})`, "Write pwdLastSet"],
  ])("%s", (sddl, words) => {
    expect(entryWords(sddl)).toBe(words);
  });

  it.each(['(XA;;GA;;;WD;(@USER.Title == "PM"))', "(0x2d;;#00)", "no access control list, which grants everything"])(
    "is as it stands where it is not plain: %s",
    (text) => {
      expect(entryWords(text)).toBe(text);
    },
  );

  it.each([
    ["WP", "Write the attribute"],
    ["SW", "the validated write"],
  ])("says that there is no name for a GUID of the forest's own: %s", (right, what) => {
    const objectType = "00000000-0000-0000-0000-000000000001";
    expect(rightsWords({ rights: [right], objectType })).toBe(`${what} with the GUID ${objectType}`);
  });
});
