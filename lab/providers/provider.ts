import type { Properties, Values } from "./property-values.ts";

/** Which resource a call is about. */
export interface ResourceReference {
  readonly urn: string;
  /** Type token, such as `azuread:index/user:User`. */
  readonly type: string;
  /** The name given to it in the program. */
  readonly name: string;
}

/** One reason why inputs are refused; the engine shows all of them at once. */
export interface CheckFailure {
  readonly reason: string;
}

export interface CheckResult {
  /** The inputs with defaults applied: what the engine stores and hands to policies. */
  readonly inputs: Values;
  readonly failures: readonly CheckFailure[];
}

export interface PropertyChange {
  readonly kind: "add" | "delete" | "update";
  /** Whether the change is only possible by recreating the resource. */
  readonly replaces: boolean;
}

export interface DiffRequest {
  readonly resource: ResourceReference;
  readonly id: string;
  /** What was stored after the last update. */
  readonly state: Values;
  readonly oldInputs: Values;
  readonly inputs: Values;
  /** Paths of properties whose changes are to be ignored. */
  readonly ignoreChanges: readonly string[];
}

/** A resource as it is after a call. */
export interface ResourceState {
  readonly id: string;
  readonly properties: Values;
  /** The inputs that would declare it as it is; only `read` says. */
  readonly inputs?: Values;
  /** Properties that are secret whatever the inputs were. */
  readonly secrets?: readonly string[];
}

/**
 * A provider plugin, freed of the protocol: values are plain, secrets unwrapped, and what was secret on the way in is
 * secret on the way out without its help. An error thrown is shown as it is, less whatever was secret.
 */
export interface Provider {
  /** Version the plugin says it is: that of the npm package whose requests it serves. */
  readonly version: string;
  /** Secrets of the provider itself, which no message may show. */
  readonly confidential: readonly string[];
  configure(settings: Properties): Promise<void>;
  /** `oldInputs` is empty for a resource that does not exist yet. */
  check(resource: ResourceReference, inputs: Values, oldInputs: Values): Promise<CheckResult>;
  /** The changes by property; none at all means that nothing needs to be done. */
  diff(request: DiffRequest): Promise<ReadonlyMap<string, PropertyChange>>;
  /** What creating would return, as far as it is known without asking anyone. */
  previewCreate(resource: ResourceReference, inputs: Values): Promise<ResourceState>;
  create(resource: ResourceReference, inputs: Values): Promise<ResourceState>;
  /** Undefined when the resource is gone. */
  read(resource: ResourceReference, id: string, state: Values, inputs: Values): Promise<ResourceState | undefined>;
  previewUpdate(resource: ResourceReference, id: string, state: Values, inputs: Values): Promise<ResourceState>;
  update(resource: ResourceReference, id: string, state: Values, inputs: Values): Promise<ResourceState>;
  delete(resource: ResourceReference, id: string, state: Values): Promise<void>;
  /** Calls a function (a data source) such as `azuread:index/getUser:getUser`. */
  invoke(token: string, args: Values): Promise<Values>;
}

/** A resource was made, but what had to follow failed: it is recorded, so that it is not made twice nor forgotten. */
export class PartlyCreatedError extends Error {
  override readonly name = "PartlyCreatedError";
  readonly state: ResourceState;

  constructor(state: ResourceState, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.state = state;
  }
}
