import type * as pulumi from "@pulumi/pulumi";
import { resourceTypes } from "../../../catalogue/resource-types.ts";
import type { VaultNameInputs } from "../../../contract/azure.ts";
import { ObservedResource } from "../../observation/observed-resource.ts";

type Declared = Omit<VaultNameInputs, "observed">;

/**
 * The name of the Key Vault: whether a deleted vault holds it. When the stack goes, it says that the name stays taken.
 */
export class VaultName extends ObservedResource<VaultNameInputs["observed"], Declared> {
  constructor(name: string, inputs: Declared, opts: pulumi.CustomResourceOptions) {
    super(resourceTypes.vaultName, name, inputs, opts, "components/azure/vault-name/provider.ts");
  }
}
