import * as pulumi from "@pulumi/pulumi";
import { resourceTypes } from "../../../catalogue/resource-types.ts";
import type { VaultNameInputs } from "../../../tenant/observation.ts";
import { providerText } from "../../provider-text.ts";

const provider = providerText("components/azure/vault-name/provider.ts");

/**
 * The name of the Key Vault: whether a deleted vault holds it. When the stack goes, it says that the name stays taken.
 */
export class VaultName extends pulumi.CustomResource {
  constructor(name: string, inputs: Omit<VaultNameInputs, "observed">, opts: pulumi.CustomResourceOptions) {
    super(resourceTypes.vaultName, name, { ...inputs, observed: undefined, __provider: provider }, opts);
  }
}
