import { wayOut } from "../../catalogue/remedy.ts";
import type { VaultNameInputs } from "../../contract/azure.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { settle } from "../judgement/settle.ts";
import { about } from "../judgement/subject.ts";
import { met, unmet } from "../judgement/verdict.ts";

export const vaultNameFree: Rule<VaultNameInputs> = {
  name: "vault-name-free",
  title: "No deleted vault holds the name of the Key Vault",
  severity: "medium",
  enforcementLevel: "mandatory",
  description: "No deleted vault of the subscription holds the name of the Key Vault, unless that vault is restored.",
  consequence: "no vault with that name can be created",
  remedy: wayOut`Recover the deleted vault with: pulumi config set --path 'hybrid-sync:azure.keyVault.recover' true; or choose another name.`,
  reference: "https://learn.microsoft.com/azure/key-vault/general/soft-delete-overview",
  // Only a reader of the whole subscription sees them, and an update says so at the latest.
  unobservableLevel: "advisory",
  resources: resources.vaultNames,
  judge({ name, recover, observed }) {
    const subject = about(`The name ${name}`, name);
    const question = "whether a deleted vault reserves it";
    return settle(observed, { subject, question }, (deleted) => {
      if (deleted === null) return met(subject, "is not reserved by a deleted vault of the subscription");
      const { deletedOn, freeOn, purgeProtection } = deleted;
      if (recover) return met(subject, `belongs to a vault deleted on ${deletedOn}, which is recovered`);
      const until = purgeProtection
        ? `nobody can purge before ${freeOn}`
        : `reserves it until the vault is purged, or until ${freeOn}`;
      return unmet(subject, `belongs to a vault deleted on ${deletedOn}, which ${until}`);
    });
  },
};
