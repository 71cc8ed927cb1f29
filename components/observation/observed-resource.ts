import * as pulumi from "@pulumi/pulumi";
import { providerText } from "../provider-text.ts";
import type { Inputs } from "./subjects.ts";

/** Where the dynamic provider of most observed resources stands in the checkout. */
const implementation = "components/observation/provider.ts";

/** Inputs of which some may not be known before others are made. */
type Given<T> = T extends unknown ? { readonly [K in keyof T]: pulumi.Input<T[K]> } : never;

/** What whoever judges an observed resource is told of it. Values that are not known are marked as the engine marks them. */
export interface Observable {
  readonly type: string;
  readonly name: string;
  /** Path, within the checkout, of the module that observes. */
  readonly implementation: string;
  /** What the program declares. */
  declared(): Promise<Record<string, unknown>>;
  /** The same with what was observed, as the engine recorded it last. */
  recorded(): Promise<Record<string, unknown>>;
}

/**
 * A resource whose state is what was observed; `T` is the type of that, as the provider's `check` returns it. It is a
 * dynamic resource, as `pulumi.dynamic.Resource` makes them, except that the provider's text is given.
 */
export abstract class ObservedResource<T, I = Inputs> extends pulumi.CustomResource {
  /** Also known in a preview, because it is observed before the engine decides anything. */
  declare readonly observed: pulumi.Output<T>;
  readonly observable: Observable;

  constructor(token: string, name: string, inputs: Given<I>, opts: pulumi.CustomResourceOptions, by = implementation) {
    const given: pulumi.Inputs = { ...inputs };
    super(token, name, { ...given, observed: undefined, __provider: providerText(by) }, opts);
    const properties = this as unknown as Readonly<Record<string, unknown>>;
    this.observable = {
      type: token,
      name,
      implementation: by,
      declared: () => pulumi.runtime.serializeProperties(name, given),
      recorded: () => {
        const names = [...Object.keys(given), "observed"];
        return pulumi.runtime.serializeProperties(
          name,
          Object.fromEntries(names.map((property) => [property, properties[property]])),
        );
      },
    };
  }
}
