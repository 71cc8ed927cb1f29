import type * as pulumi from "@pulumi/pulumi";

/**
 * The dynamic provider as it is stored in the state: it only hands every call on to provider.ts of the checkout that
 * runs it, so that eligibilities are ended by today's code. Its methods must refer to nothing outside themselves.
 */
class ThinProvider implements pulumi.dynamic.ResourceProvider<object, object> {
  declare config: pulumi.dynamic.Config;

  // The host does not wait for this before other calls come in: keep the configuration, and nothing else.
  async configure(request: pulumi.dynamic.ConfigureRequest): Promise<void> {
    this.config = request.config;
  }

  async implementation() {
    const { pathToFileURL } = await import("node:url");
    return import(pathToFileURL(`${process.cwd()}/components/entra/eligibility/provider.ts`).href);
  }

  async diff(_id: string, olds: object, news: object): Promise<pulumi.dynamic.DiffResult> {
    return (await this.implementation()).diff(this.config, olds, news);
  }

  async create(inputs: object): Promise<pulumi.dynamic.CreateResult> {
    return (await this.implementation()).create(this.config, inputs);
  }

  async update(_id: string, _olds: object, news: object): Promise<pulumi.dynamic.UpdateResult> {
    return (await this.implementation()).update(this.config, news);
  }

  async read(id: string, properties?: object): Promise<pulumi.dynamic.ReadResult> {
    return (await this.implementation()).read(this.config, id, properties);
  }

  async delete(_id: string, properties: object): Promise<void> {
    await (await this.implementation()).remove(this.config, properties);
  }
}

/** One instance for every resource: the text of a provider is serialized once per object. */
export const thinProvider: pulumi.dynamic.ResourceProvider = new ThinProvider();
