import { describe, expect, it } from "vitest";
import type { RecognisedRoles } from "../../tenant/facts/roles.ts";
import { recogniseTogether } from "../../tenant/recognise.ts";

const [hybrid, domains] = ["hybrid-identity-administrator", "domain-name-administrator"] as const;

function recognised(held: RecognisedRoles["held"], change: Partial<RecognisedRoles> = {}): RecognisedRoles {
  return { objectId: "anna", assignmentType: "active", asked: [hybrid], held, ...change };
}

const together = (all: readonly (RecognisedRoles | null)[], previous: RecognisedRoles | null = null) =>
  recogniseTogether(all, "active", previous);

describe("the roles of a user whom both tools adopt", () => {
  it("were held before only if each tool has found them that asked", () => {
    expect(together([recognised([hybrid]), recognised([hybrid])])?.held).toEqual([hybrid]);
    expect(together([recognised([hybrid]), recognised([])])?.held).toEqual([]);
    const more = recognised([domains], { asked: [domains] });
    expect(together([recognised([]), more])).toEqual(recognised([domains], { asked: [domains, hybrid] }));
  });

  it("stay the program's own when the tool goes that has assigned them", () => {
    const both = together([recognised([hybrid]), recognised([])]);
    expect(together([recognised([hybrid])], both)).toEqual(recognised([]));
  });

  it("leave those held before when somebody takes them away", () => {
    expect(together([recognised([])], recognised([hybrid]))).toEqual(recognised([]));
  });

  it("are not known of another user of the name, nor of roles that are activated when needed", () => {
    expect(together([recognised([hybrid])], recognised([], { objectId: "zoe" }))).toEqual(recognised([hybrid]));
    expect(together([recognised([hybrid]), recognised([], { assignmentType: "eligible" })])?.held).toEqual([hybrid]);
  });

  it("are those last known while nothing can be read", () => {
    expect(together([null], recognised([]))).toEqual(recognised([]));
    expect(together([null])).toBeNull();
  });
});
