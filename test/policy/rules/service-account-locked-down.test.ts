import { describe, expect, it } from "vitest";
import { commandFor } from "../../../catalogue/change-commands.ts";
import type { LockDown } from "../../../directory/facts/lock-down.ts";
import { serviceAccountLockedDown } from "../../../policy/rules/service-account-locked-down.ts";
import { examples } from "../examples.ts";
import { judged } from "../judged.ts";
import { itNeedsAnObservation } from "../missing-observation.ts";
import { withAdSyncConfig, withCloudSync } from "../modules.ts";

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

  it("makes a finding of all that is not as documented, with the cmdlet", () => {
    const { messages, levels, changes } = judgedWith({
      inherits: true,
      owner: { name: "FABRIKAM\\j.doe", administrative: false, restrained: false },
      surplus: { count: 1, sample: [{ trustee: "FABRIKAM\\Helpdesk", entry: reset }] },
    });
    expect(levels).toEqual(["advisory", "advisory", "advisory"]);
    const on = "CN=svc-sync,OU=Services,DC=fabrikam,DC=example";
    const giving = { change: "set owner", on, owner: "S-1-5-21-1-2-3-512" } as const;
    const consequence = "anyone who can reset its password or change its permissions gets its rights in the domain.";
    const lockDown = `As Domain or Enterprise Administrator, with the user name in the form DOMAIN\\name, lock it down with: ${withAdSyncConfig}Set-ADSyncRestrictedPermissions -ADConnectorAccountDN "${on}" -Credential (Get-Credential)`;
    const beginning = "FABRIKAM\\svc-sync is not locked down: its object";
    expect(messages).toEqual([
      `${beginning} inherits permissions; ${consequence}\n${lockDown}`,
      `${beginning} is owned by FABRIKAM\\j.doe; ${consequence}\nGive the object to Domain Admins with: ${commandFor(giving)}`,
      `${beginning} can be changed by FABRIKAM\\Helpdesk ("Reset Password"); ${consequence}\n${lockDown}`,
    ]);
    const credential = [{ parameter: "-Credential" }, { ask: "credential" }];
    const words = [{ parameter: "-ADConnectorAccountDN" }, { value: on }, ...credential];
    const locking = { change: "run", at: "sync-server", program: "Set-ADSyncRestrictedPermissions", words };
    expect(changes).toEqual([[locking], [giving], [locking]]);
  });

  it("names the container from which an entry is inherited, and tells the same finding without it", () => {
    const inherited = { trustee: "FABRIKAM\\Helpdesk", entry: reset.replace(";;", ";CIID;") };
    const origin = { on: "OU=Services,DC=fabrikam,DC=example", entry: reset.replace(";;", ";CI;") };
    const withOrigin = judgedWith({ surplus: { count: 1, sample: [{ ...inherited, origin }] } });
    expect(withOrigin.facts[0]).toContain(
      'can be changed by FABRIKAM\\Helpdesk ("Reset Password"), inherited from OU=Services,DC=fabrikam,DC=example',
    );
    for (const unseen of [inherited, { ...inherited, origin: null }]) {
      const without = judgedWith({ surplus: { count: 1, sample: [unseen] } });
      expect(without.facts[0]).toMatch(/\("Reset Password"\)$/);
      expect(without.ids).toEqual(withOrigin.ids);
    }
  });

  it("tells an owner by the security identifier, where it was observed", () => {
    const owner = { name: "FABRIKAM\\j.doe", sid: "S-1-5-21-1-2-3-1400", administrative: false, restrained: false };
    const { ids } = judgedWith({ owner });
    expect(judgedWith({ owner: { ...owner, name: "FABRIKAM\\j.smith" } }).ids).toEqual(ids);
    expect(judgedWith({ owner: { ...owner, sid: "S-1-5-21-1-2-3-1401" } }).ids).not.toEqual(ids);
  });

  it("does not list those whom Windows lets change such objects in every domain", () => {
    const usual = ["BUILTIN\\Account Operators", "FABRIKAM\\Cert Publishers"].map((trustee) => {
      return { trustee, entry: "(A;;GA;;;AO)", usual: true };
    });
    const { messages } = judgedWith({ inherits: true, surplus: { count: 2, sample: usual } });
    expect(messages[1]).toContain(
      "is not locked down: its object has the ACEs that Windows gives operators and others on such objects;",
    );
    const made = { trustee: "FABRIKAM\\Helpdesk", entry: reset };
    const mixed = judgedWith({ surplus: { count: 3, sample: [made, ...usual] } });
    expect(mixed.messages).toHaveLength(2);
    expect(mixed.messages[0]).toContain('can be changed by FABRIKAM\\Helpdesk ("Reset Password");');
  });

  it("does not hold an owner against it who is restrained by OWNER RIGHTS", () => {
    const owner = { name: "FABRIKAM\\j.doe", administrative: false, restrained: true };
    expect(judgedWith({ owner })).toMatchObject({ verdicts: ["met"] });
    expect(judgedWith({ owner: null })).toMatchObject({ verdicts: ["met"] });
  });

  it("names some of many entries, and counts the rest", () => {
    const sample = Array.from({ length: 20 }, (_, index) => ({ trustee: `FABRIKAM\\T${index}`, entry: `(A${index})` }));
    const { messages } = judgedWith({ surplus: { count: 31, sample } });
    expect(messages).toHaveLength(21);
    expect(messages[4]).toContain("can be changed by FABRIKAM\\T4 ((A4));");
    expect(messages[20]).toContain("has 11 more ACEs that are not listed;");
  });

  it("names the cmdlet of Cloud Sync for the gMSA", () => {
    const { messages } = judgedWith({ inherits: true }, "group managed service account");
    expect(messages[0]).toContain(
      `with: ${withCloudSync}Set-AADCloudSyncRestrictedPermissions -Credential (Get-Credential)`,
    );
  });

  itNeedsAnObservation(rule, "connector account");
});
