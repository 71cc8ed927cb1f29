import { describe, expect, it } from "vitest";
import type { LockDown } from "../../../directory/facts/lock-down.ts";
import { serviceAccountLockedDown } from "../../../policy/rules/service-account-locked-down.ts";
import { examples } from "../examples.ts";
import { judged } from "../judged.ts";
import { itNeedsAnObservation } from "../missing-observation.ts";

const rule = serviceAccountLockedDown;
const reset = "(OA;;CR;00299570-246d-11d0-a768-00aa006e0529;;S-1-5-21-1-2-3-1300)";

function judgedWith(
  facts: Partial<LockDown>,
  example: "connector account" | "group managed service account" = "connector account",
) {
  const inputs = examples[example]();
  const before = inputs.observed.details?.lockDown;
  const lockDown = { observed: { ...(before !== undefined && "observed" in before ? before.observed : {}), ...facts } };
  return judged(rule, example, {
    ...inputs,
    observed: { ...inputs.observed, details: { ...inputs.observed.details, lockDown } },
  });
}

describe(rule.name, () => {
  it("passes the documented form, and what is tighter still", () => {
    expect(judgedWith({})).toMatchObject({ verdicts: ["met"], facts: ["FABRIKAM\\svc-sync is locked down"] });
    expect(judgedWith({ missing: ["Authenticated Users"] })).toMatchObject({
      facts: ["FABRIKAM\\svc-sync is locked down, without the ACEs for Authenticated Users"],
    });
  });

  it("shows in one message all that is not as documented, with the cmdlet and with dsacls", () => {
    const { messages, levels } = judgedWith({
      inherits: true,
      owner: { name: "FABRIKAM\\j.doe", administrative: false, restrained: false },
      surplus: { count: 1, sample: [{ trustee: "FABRIKAM\\Helpdesk", entry: reset }] },
    });
    expect(levels).toEqual(["advisory"]);
    const object = '"CN=svc-sync,OU=Services,DC=fabrikam,DC=example"';
    expect(messages).toEqual([
      `FABRIKAM\\svc-sync is not locked down: its object inherits permissions, is owned by FABRIKAM\\j.doe and can be changed by FABRIKAM\\Helpdesk (${reset}); anyone who can reset its password or change its permissions gets its rights in the domain.\n` +
        `As Domain or Enterprise Administrator, with the user name in the form DOMAIN\\name, lock it down with: Set-ADSyncRestrictedPermissions -ADConnectorAccountDN ${object} -Credential (Get-Credential)` +
        ` ; or manually: dsacls ${object} /takeOwnership ; dsacls ${object} /P:Y ; dsacls ${object} /R "FABRIKAM\\Helpdesk"`,
    ]);
  });

  it("does not hold an owner against it who is restrained by OWNER RIGHTS", () => {
    const owner = { name: "FABRIKAM\\j.doe", administrative: false, restrained: true };
    expect(judgedWith({ owner })).toMatchObject({ verdicts: ["met"] });
    expect(judgedWith({ owner: null })).toMatchObject({ verdicts: ["met"] });
  });

  it("names some of many entries, and counts the rest", () => {
    const sample = Array.from({ length: 20 }, (_, index) => ({ trustee: `FABRIKAM\\T${index}`, entry: `(A${index})` }));
    const { messages } = judgedWith({ surplus: { count: 31, sample } });
    expect(messages[0]).toContain("(A0), (A1), (A2), (A3), (A4) and 26 more)");
  });

  it("names the cmdlet of Cloud Sync for the gMSA", () => {
    const { messages } = judgedWith({ inherits: true }, "group managed service account");
    expect(messages[0]).toContain(
      "with: Set-AADCloudSyncRestrictedPermissions -Credential (Get-Credential) ; or manually",
    );
  });

  itNeedsAnObservation(rule, "connector account");
});
