import { describe, expect, it } from "vitest";
import type { VaultNameInputs } from "../../../contract/azure.ts";
import { vaultNameFree as rule } from "../../../policy/rules/vault-name-free.ts";
import { examples, noAccess } from "../examples.ts";
import { judged, notObservedYet } from "../judged.ts";

const deleted = { deletedOn: "2026-11-01", freeOn: "2027-01-30", purgeProtection: true };
const named = (different: Partial<VaultNameInputs>) =>
  judged(rule, "vault name", { ...examples["vault name"](), ...different });

describe("vault-name-free", () => {
  it("accepts a name that no deleted vault holds", () => {
    expect(named({}).verdicts).toEqual(["met"]);
  });

  it("stops before a name that is taken, and says until when and how to have the vault back", () => {
    const { levels, facts, messages } = named({ observed: { observed: deleted } });
    expect(levels).toEqual(["mandatory"]);
    expect(facts).toEqual([
      "The name kv-fabrikam belongs to a vault deleted on 2026-11-01, which nobody can purge before 2027-01-30",
    ]);
    expect(messages[0]).toContain(
      "Recover the deleted vault with: pulumi config set --path 'hybrid-sync:azure.keyVault.recover' true",
    );
  });

  it("says that a vault without purge protection may go before", () => {
    expect(named({ observed: { observed: { ...deleted, purgeProtection: false } } }).facts[0]).toContain(
      "which reserves it until the vault is purged, or until 2027-01-30",
    );
  });

  it("accepts a vault that is brought back", () => {
    expect(named({ recover: true, observed: { observed: deleted } }).verdicts).toEqual(["met"]);
  });

  it("advises where the subscription may not be read", () => {
    expect(named({ observed: noAccess })).toMatchObject({ verdicts: ["unobservable"], levels: ["advisory"] });
  });

  it("is judged in the update when nothing is observed yet", () => {
    expect(judged(rule, "vault name", notObservedYet(examples["vault name"]())).verdicts).toEqual(["not yet known"]);
  });
});
