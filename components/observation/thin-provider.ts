import type * as pulumi from "@pulumi/pulumi";

/**
 * The dynamic provider as it is stored in the state: it only hands every call on to provider.ts of the checkout that
 * runs it. So its text stays the same when the implementation changes, old resources are refreshed and deleted by
 * today's code, and nothing is captured. Its methods must refer to nothing outside themselves.
 */
class ThinProvider implements pulumi.dynamic.ResourceProvider<object, object> {
  declare config: pulumi.dynamic.Config;

  // The host does not wait for this before other calls come in: keep the configuration, and nothing else.
  async configure(request: pulumi.dynamic.ConfigureRequest): Promise<void> {
    this.config = request.config;
  }

  async implementation() {
    const { pathToFileURL } = await import("node:url");
    return import(pathToFileURL(`${process.cwd()}/components/observation/provider.ts`).href);
  }

  async check(olds: object, news: object): Promise<pulumi.dynamic.CheckResult> {
    return (await this.implementation()).check(this.config, olds, news);
  }

  async diff(_id: string, olds: object, news: object): Promise<pulumi.dynamic.DiffResult> {
    return (await this.implementation()).diff(olds, news);
  }

  async create(inputs: object): Promise<pulumi.dynamic.CreateResult> {
    return (await this.implementation()).create(inputs);
  }

  async update(_id: string, _olds: object, news: object): Promise<pulumi.dynamic.UpdateResult> {
    return { outs: news };
  }

  async read(id: string, properties?: object): Promise<pulumi.dynamic.ReadResult> {
    return (await this.implementation()).read(this.config, id, properties);
  }

  // What was observed is forgotten; there is nothing to delete anywhere.
  async delete(): Promise<void> {}
}

/** One instance for every resource: the text of a provider is serialized once per object. */
export const thinProvider: pulumi.dynamic.ResourceProvider = new ThinProvider();
