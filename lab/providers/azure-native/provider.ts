import { checkInputs } from "../input-types.ts";
import { once } from "../practice-tenant.ts";
import { holdsUnknown, type Properties, unknown, type Value, type Values } from "../property-values.ts";
import type {
  CheckResult,
  DiffRequest,
  PropertyChange,
  Provider,
  ResourceReference,
  ResourceState,
} from "../provider.ts";
import { type StandInOptions, TenantAccess } from "../tenant-access.ts";
import { type DeclaredResource, readDeclaration } from "./declarations.ts";
import { ResourceManager, type ResourceManagerSession } from "./resource-manager.ts";
import { type AzureNativeResource, pick, resources } from "./resources.ts";

/**
 * Stands in for the azure-native plugin, against the practice tenant on this machine and nothing else. Inputs of every
 * resource type are checked; a few types can be made.
 */
export class AzureNativeStandIn implements Provider {
  readonly version: string;
  readonly #environment: NodeJS.ProcessEnv;
  readonly #tenant: TenantAccess;
  readonly #resourceManager = new ResourceManager(once(() => this.#openSession()));
  readonly #declarations = new Map<string, DeclaredResource | undefined>();
  #subscriptionId = "";
  #location: Value = null;

  constructor(options: StandInOptions) {
    this.version = options.version;
    this.#environment = options.environment;
    this.#tenant = new TenantAccess("azure-native", options);
  }

  get confidential(): readonly string[] {
    return this.#tenant.confidential;
  }

  async configure({ values }: Properties): Promise<void> {
    this.#subscriptionId =
      typeof values.subscriptionId === "string" ? values.subscriptionId : (this.#environment.ARM_SUBSCRIPTION_ID ?? "");
    this.#location = values.location ?? this.#environment.ARM_LOCATION ?? null;
    await this.#tenant.configure(values);
  }

  async check(resource: ResourceReference, inputs: Values, oldInputs: Values): Promise<CheckResult> {
    const declaration = this.#declaration(resource.type);
    if (declaration === undefined) {
      return { inputs, failures: [{ reason: `azure-native has no resource type ${resource.type}.` }] };
    }
    const completed = this.#withDefaults(resource, inputs, oldInputs, declaration);
    const problems = checkInputs(completed, declaration.inputs, {
      missing: (path) => `missing required property '${path}'`,
      unknown: (path, nearest) => `'${path}' is not a property${nearest ? `, did you mean '${nearest}'?` : ""}`,
      type: (path, expected, got) => `'${path}' should be of type '${expected}' but got ${got}`,
    });
    return { inputs: completed, failures: problems.map(({ message }) => ({ reason: message })) };
  }

  async diff({
    resource,
    inputs,
    oldInputs,
    ignoreChanges,
  }: DiffRequest): Promise<ReadonlyMap<string, PropertyChange>> {
    const replacing = resources.find(({ type }) => type === resource.type)?.replacing ?? [];
    const changes = new Map<string, PropertyChange>();
    for (const property of new Set([...Object.keys(oldInputs), ...Object.keys(inputs)])) {
      const before: Value = oldInputs[property] ?? null;
      const after: Value = inputs[property] ?? null;
      if (property.startsWith("__") || ignoreChanges.includes(property)) continue;
      if (!holdsUnknown(after) && JSON.stringify(before) === JSON.stringify(after)) continue;
      const kind = before === null ? "add" : after === null ? "delete" : "update";
      changes.set(property, { kind, replaces: replacing.includes(property) });
    }
    return changes;
  }

  async previewCreate(resource: ResourceReference, inputs: Values): Promise<ResourceState> {
    implementationOf(resource);
    const computed = (this.#declaration(resource.type)?.alwaysPresent ?? []).filter(
      (name) => inputs[name] === undefined,
    );
    return {
      id: "",
      properties: { ...inputs, ...Object.fromEntries(computed.map((property) => [property, unknown])) },
    };
  }

  async create(resource: ResourceReference, inputs: Values): Promise<ResourceState> {
    const implementation = implementationOf(resource);
    const id = implementation.id(inputs, this.#subscriptionId);
    const apiVersion = this.#apiVersion(resource);
    if ((await this.#resourceManager.find(id, apiVersion)) !== undefined) {
      throw new Error(`cannot create already existing resource '${id}'`);
    }
    return this.#put(implementation, id, apiVersion, inputs);
  }

  async read(
    resource: ResourceReference,
    id: string,
    state: Values,
    inputs: Values,
  ): Promise<ResourceState | undefined> {
    const implementation = implementationOf(resource);
    const apiVersion = this.#apiVersion(resource);
    const answer = await this.#resourceManager.find(id, apiVersion);
    return answer && { id, properties: { ...state, ...outputs(implementation, answer, apiVersion) }, inputs };
  }

  async previewUpdate(_resource: ResourceReference, id: string, state: Values, inputs: Values): Promise<ResourceState> {
    return { id, properties: { ...state, ...inputs } };
  }

  async update(resource: ResourceReference, id: string, _state: Values, inputs: Values): Promise<ResourceState> {
    return this.#put(implementationOf(resource), id, this.#apiVersion(resource), inputs);
  }

  async delete(resource: ResourceReference, id: string): Promise<void> {
    implementationOf(resource);
    await this.#resourceManager.delete(id, this.#apiVersion(resource));
  }

  async invoke(token: string): Promise<Values> {
    if (token !== "azure-native:authorization:getClientConfig") {
      throw new Error(`the azure-native stand-in does not provide ${token}; it provides: getClientConfig`);
    }
    const { clientId, tenantId } = this.#tenant.settings;
    const { objectId } = await this.#tenant.signIn("resourceManager");
    return { clientId, objectId, subscriptionId: this.#subscriptionId, tenantId };
  }

  async #put(
    implementation: AzureNativeResource,
    id: string,
    apiVersion: string,
    inputs: Values,
  ): Promise<ResourceState> {
    const answer = await this.#resourceManager.put(id, apiVersion, implementation.body(inputs));
    return { id, properties: { ...inputs, ...outputs(implementation, answer, apiVersion) } };
  }

  /** A name that was made up once stays; the location is that of the stack's configuration. */
  #withDefaults(resource: ResourceReference, inputs: Values, oldInputs: Values, declaration: DeclaredResource): Values {
    const implementation = resources.find(({ type }) => type === resource.type);
    const nameInput = implementation?.nameInput ?? "";
    return {
      ...(declaration.inputs.has("location") && this.#location !== null ? { location: this.#location } : {}),
      ...(implementation === undefined
        ? {}
        : { [nameInput]: oldInputs[nameInput] ?? implementation.generateName(resource.name) }),
      ...inputs,
    };
  }

  #declaration(type: string): DeclaredResource | undefined {
    if (!this.#declarations.has(type)) this.#declarations.set(type, readDeclaration(type));
    return this.#declarations.get(type);
  }

  #apiVersion(resource: ResourceReference): string {
    return this.#declaration(resource.type)?.apiVersion ?? "";
  }

  async #openSession(): Promise<ResourceManagerSession> {
    const { base, value } = await this.#tenant.signIn("resourceManager");
    return { base, token: value };
  }
}

function implementationOf(resource: ResourceReference): AzureNativeResource {
  const implementation = resources.find(({ type }) => type === resource.type);
  if (implementation !== undefined) return implementation;
  const provided = resources.map(({ type }) => type.slice("azure-native:".length)).join(", ");
  throw new Error(`the azure-native stand-in does not provide ${resource.type}; it provides: ${provided}`);
}

function outputs(implementation: AzureNativeResource, answer: Values, azureApiVersion: string): Values {
  return { ...pick(answer, ["location", "name", "tags", "type"]), ...implementation.outputs(answer), azureApiVersion };
}
