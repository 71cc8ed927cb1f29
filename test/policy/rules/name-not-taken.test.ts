import { describe, expect, it } from "vitest";
import { nameNotTaken as rule } from "../../../policy/rules/name-not-taken.ts";
import { createdAdministrator, examples, noAccess } from "../examples.ts";
import { judged } from "../judged.ts";

const group = () => {
  const { observed, ...declared } = examples["administrator group"]();
  return { ...declared, origin: "created", observed: { ...observed, found: null, nameTaken: { observed: false } } };
};
const cases = [
  ["entra administrator", createdAdministrator, "admin@fabrikam.onmicrosoft.com"],
  ["administrator group", group, "Sync operators"],
  ["entra connector identity", examples["entra connector identity"], "Sync of SRV9"],
] as const;

describe.each(cases)("name-not-taken, for %s,", (example, create, name) => {
  const withName = (nameTaken: unknown) => {
    const { observed, ...declared } = create();
    return { ...declared, observed: { ...observed, nameTaken } };
  };

  it("accepts a name that was free", () => {
    expect(judged(rule, example, create()).verdicts).toEqual(["met"]);
  });

  it("stops before something of the name that the program has not made", () => {
    expect(judged(rule, example, withName({ observed: true }))).toMatchObject({
      levels: ["mandatory"],
      messages: [
        `The name "${name}" was taken in the tenant before this program used it; the program changes only ` +
          "what it created, and creates no second object with the name.\nDeclare another name. If you intend to use the existing object, adopt it, or remove it.",
      ],
    });
  });

  it("advises where it cannot be verified, and has nothing to say where nothing is created", () => {
    expect(judged(rule, example, withName(noAccess))).toMatchObject({
      verdicts: ["unobservable"],
      levels: ["advisory"],
    });
    expect(judged(rule, example, withName(null)).verdicts).toEqual(["not applicable"]);
  });
});
