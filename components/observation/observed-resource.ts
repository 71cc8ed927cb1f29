import * as pulumi from "@pulumi/pulumi";
import { providerText } from "../provider-text.ts";
import type { Inputs } from "./observe.ts";

const provider = providerText("components/observation/provider.ts");

/** Inputs of which some may not be known before others are made. */
type Given<T> = T extends unknown ? { readonly [K in keyof T]: pulumi.Input<T[K]> } : never;

/**
 * A resource whose state is what was observed; `T` is the type of that, as the provider's `check` returns it. It is a
 * dynamic resource, as `pulumi.dynamic.Resource` makes them, except that the provider's text is given.
 */
export abstract class ObservedResource<T> extends pulumi.CustomResource {
  /** Also known in a preview, because it is observed before the engine decides anything. */
  declare readonly observed: pulumi.Output<T>;

  constructor(token: string, name: string, inputs: Given<Inputs>, opts: pulumi.CustomResourceOptions) {
    super(token, name, { ...inputs, observed: undefined, __provider: provider }, opts);
  }
}
