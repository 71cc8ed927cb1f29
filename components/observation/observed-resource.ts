import * as pulumi from "@pulumi/pulumi";
import { type Declared, type ObservedOf, resourceTypes, type Subject } from "../../contract/resources.ts";
import { providerText } from "../provider-text.ts";
import { termsFor } from "./terms.ts";

/** Where the dynamic provider of most observed resources stands in the checkout; it is told the subject. */
const common = "components/observation/provider.ts";

/** Those that have a provider of their own. Like the common one, none ever moves: its path stands in every state. */
const ownProviders: Partial<Readonly<Record<Subject, string>>> = {
  "vault name": "components/azure/vault-name/provider.ts",
};

/** Inputs of which some may not be known before others are made. */
type Given<T> = { readonly [K in keyof T]: pulumi.Input<T[K]> };

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
 * A resource whose state is what was observed of the subject, as the provider's `check` returns it. It is a dynamic
 * resource, as `pulumi.dynamic.Resource` makes them, except that the provider's text is given.
 */
export class ObservedResource<S extends Subject> extends pulumi.CustomResource {
  /** Also known in a preview, because it is observed before the engine decides anything. */
  declare readonly observed: pulumi.Output<ObservedOf<S>>;
  readonly observable: Observable;

  constructor(subject: S, name: string, inputs: Given<Declared<S>>, opts: pulumi.CustomResourceOptions = {}) {
    const type = resourceTypes[subject];
    const implementation = ownProviders[subject] ?? common;
    const own = implementation === common ? { ...inputs, subject } : inputs;
    const given: pulumi.Inputs = { ...own, ...termsFor(subject, inputs) };
    super(type, name, { ...given, observed: undefined, __provider: providerText(implementation) }, opts);
    const properties = this as unknown as Readonly<Record<string, unknown>>;
    this.observable = {
      type,
      name,
      implementation,
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
