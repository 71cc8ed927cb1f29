import { wayOut } from "../../catalogue/remedy.ts";
import type { VaultNameInputs } from "../../contract/azure.ts";
import { settle } from "../judgement/judge-resource.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { met, unmet } from "../judgement/verdict.ts";

export const vaultNameFree: Rule<VaultNameInputs> = {
  name: "vault-name-free",
  title: "No deleted vault holds the name of the Key Vault",
  severity: "medium",
  enforcementLevel: "mandatory",
  description: "No deleted vault of the subscription holds the name of the Key Vault, unless that vault is restored.",
  consequence: "no vault of that name can be made",
  remedy: wayOut`Bring the deleted vault back with: pulumi config set --path 'hybrid-sync:azure.keyVault.recover' true; or choose another name.`,
  reference: "https://learn.microsoft.com/azure/key-vault/general/soft-delete-overview",
  // Only a reader of the whole subscription sees them, and an update says so at the latest.
  unobservableLevel: "advisory",
  resources: resources.vaultNames,
  judge({ name, recover, observed }) {
    const subject = `The name ${name}`;
    const question = "whether a deleted vault holds it";
    return settle(observed, { subject, question }, (deleted) => {
      if (deleted === null) return met(subject, "is held by no deleted vault of the subscription");
      const { deletedOn, freeOn, purgeProtection } = deleted;
      if (recover) return met(subject, `is that of a vault deleted on ${deletedOn}, which is brought back`);
      const until = purgeProtection ? `nobody can purge before ${freeOn}` : `holds it until it is purged, or ${freeOn}`;
      return unmet(subject, `is that of a vault deleted on ${deletedOn}, which ${until}`);
    });
  },
};
