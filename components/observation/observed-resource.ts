import * as pulumi from "@pulumi/pulumi";
import type { Inputs } from "./observe.ts";
import { thinProvider } from "./thin-provider.ts";

/** A resource whose state is what was observed; `T` is the type of that, as the provider's `check` returns it. */
export abstract class ObservedResource<T> extends pulumi.dynamic.Resource {
  /** Also known in a preview, because it is observed before the engine decides anything. */
  declare readonly observed: pulumi.Output<T>;

  constructor(token: string, name: string, inputs: Inputs, opts: pulumi.CustomResourceOptions) {
    const [module, type] = token.replace("pulumi-nodejs:dynamic/", "").split(":");
    super(thinProvider, name, { ...inputs, observed: undefined }, opts, module, type);
  }
}
