import { describe, expect, it } from "vitest";
import { passwordHashSyncInetOrgPerson } from "../../../policy/rules/password-hash-sync-inetorgperson.ts";
import { examples } from "../examples.ts";
import { judged } from "../judged.ts";
import { itNeedsAnObservation } from "../missing-observation.ts";

const rule = passwordHashSyncInetOrgPerson;

const none = { count: 0, sample: [] as string[] };
const noneHidden = { contents: none, containers: none, permissions: none, classes: none };

function withPeople(...counts: readonly number[]) {
  const inputs = examples["connector account"]();
  const { details } = inputs.observed;
  const permissions = (details?.permissions ?? []).map((domain, index) => ({
    ...domain,
    objects: {
      observed: {
        domainController: "dc1",
        visible: 500,
        scope: [],
        missingUnits: [],
        nothingInScope: false,
        rights: [
          {
            requirements: ["basic-read/read all properties/inetOrgPerson"],
            objects: counts[index] ?? 0,
            held: 0,
            grantedFrom: { count: 0, sample: [] },
            obstacles: [],
          },
        ],
        hidden: { observed: { ...noneHidden, adminCount: null, inScope: noneHidden } },
        adminSdHolder: null,
      },
    },
  }));
  return { ...inputs, observed: { ...inputs.observed, details: { ...details, permissions } } };
}

describe(rule.name, () => {
  it("is about password hash synchronization", () => {
    expect(judged(rule, "connector account", { ...withPeople(1, 1), features: [] })).toMatchObject({
      verdicts: ["not applicable"],
    });
  });

  it("passes domains without such people", () => {
    expect(judged(rule, "connector account", withPeople(0, 0))).toMatchObject({ verdicts: ["met", "met"] });
  });

  it.each(["contents", "containers", "classes"] as const)(
    "cannot verify that there are none where %s are hidden",
    (cause) => {
      const inputs = withPeople(0, 0);
      const [emea, ...others] = inputs.observed.details?.permissions ?? [];
      const inScope = { ...noneHidden, [cause]: { count: 1, sample: ["OU=Hidden,DC=emea,DC=fabrikam,DC=example"] } };
      const hidden = { observed: { ...noneHidden, adminCount: null, inScope } };
      const permissions = [{ ...emea, objects: { observed: { ...emea?.objects.observed, hidden } } }, ...others];
      const observed = { ...inputs.observed, details: { ...inputs.observed.details, permissions } };
      expect(judged(rule, "connector account", { ...inputs, observed })).toMatchObject({
        verdicts: ["unobservable", "met"],
        messages: [expect.stringContaining("OU=Hidden,DC=emea")],
      });
    },
  );

  it("shows how many there are", () => {
    const { messages, levels } = judged(rule, "connector account", withPeople(1, 3));
    expect(levels).toEqual(["advisory", "advisory"]);
    expect(messages[0]).toContain(
      "DC=emea,DC=fabrikam,DC=example has 1 inetOrgPerson in scope, among the 500 objects visible to FABRIKAM\\reader on dc1;",
    );
    expect(messages[1]).toContain("has 3 objects of the class inetOrgPerson in scope");
  });

  itNeedsAnObservation(rule, "connector account", (inputs) => {
    const { observed: _, ...declared } = inputs as ReturnType<(typeof examples)["connector account"]>;
    return { ...declared, observed: withPeople(0, 0).observed };
  });
});
