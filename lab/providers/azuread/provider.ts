import { checkInputs } from "../input-types.ts";
import { once } from "../practice-tenant.ts";
import { type Properties, unknown, type Values } from "../property-values.ts";
import {
  type CheckResult,
  type DiffRequest,
  PartlyCreatedError,
  type Provider,
  type ResourceReference,
  type ResourceState,
} from "../provider.ts";
import { type StandInOptions, TenantAccess } from "../tenant-access.ts";
import { check } from "./check.ts";
import { diff } from "./diff.ts";
import { getApplicationPublishedAppIds } from "./functions/get-application-published-app-ids.ts";
import { getDirectoryRoles, getDirectoryRoleTemplates } from "./functions/get-directory-roles.ts";
import { getDomains } from "./functions/get-domains.ts";
import { getServicePrincipal } from "./functions/get-service-principal.ts";
import { getUser } from "./functions/get-user.ts";
import { getUsers } from "./functions/get-users.ts";
import { Graph, type GraphSession } from "./graph.ts";
import { refuse } from "./refusals.ts";
import type { AzureadResource } from "./resource.ts";
import { appRoleAssignment } from "./resources/app-role-assignment.ts";
import { application } from "./resources/application.ts";
import { applicationCertificate } from "./resources/application-certificate.ts";
import { conditionalAccessPolicy } from "./resources/conditional-access-policy.ts";
import { directoryRole } from "./resources/directory-role.ts";
import { directoryRoleAssignment } from "./resources/directory-role-assignment.ts";
import { directoryRoleEligibilityScheduleRequest } from "./resources/directory-role-eligibility-schedule-request.ts";
import { group } from "./resources/group.ts";
import { groupMember } from "./resources/group-member.ts";
import { namedLocation } from "./resources/named-location.ts";
import { servicePrincipal } from "./resources/service-principal.ts";
import { user } from "./resources/user.ts";
import { functionInputs, nameOf, type ResourceFacts, resourceFacts } from "./schema.ts";

/** The resource types that the stand-in can make. */
const resources: readonly AzureadResource[] = [
  appRoleAssignment,
  application,
  applicationCertificate,
  conditionalAccessPolicy,
  directoryRole,
  directoryRoleAssignment,
  directoryRoleEligibilityScheduleRequest,
  group,
  groupMember,
  namedLocation,
  servicePrincipal,
  user,
];

type Function = (graph: Graph, args: Values, stand: AzureadStandIn) => Promise<Values>;

const functions: Readonly<Record<string, Function>> = {
  getApplicationPublishedAppIds: async () => getApplicationPublishedAppIds(),
  getClientConfig: async (_graph, _args, standIn) => standIn.clientConfig(),
  getDirectoryRoles,
  getDirectoryRoleTemplates,
  getDomains,
  getServicePrincipal,
  getUser,
  getUsers,
};

/** Stands in for the azuread plugin, against the practice tenant on this machine and nothing else. */
export class AzureadStandIn implements Provider {
  readonly version: string;
  readonly #tenant: TenantAccess;
  readonly #graph = new Graph(once(() => this.#openSession()));

  constructor(options: StandInOptions) {
    this.version = options.version;
    this.#tenant = new TenantAccess("azuread", options);
  }

  get confidential(): readonly string[] {
    return this.#tenant.confidential;
  }

  async configure({ values }: Properties): Promise<void> {
    await this.#tenant.configure(values);
  }

  async check(resource: ResourceReference, inputs: Values): Promise<CheckResult> {
    return check(resource, inputs);
  }

  async diff(request: DiffRequest) {
    refuse(nameOf(request.resource.type), request.inputs);
    return diff(request);
  }

  async previewCreate(resource: ResourceReference, inputs: Values): Promise<ResourceState> {
    implementationOf(resource);
    refuse(nameOf(resource.type), inputs);
    const facts = factsOf(resource);
    const computed = [...facts.alwaysPresent].filter((property) => (inputs[property] ?? null) === null);
    return {
      id: "",
      properties: { ...declared(inputs), ...Object.fromEntries(computed.map((property) => [property, unknown])) },
      secrets: facts.secrets,
    };
  }

  async create(resource: ResourceReference, inputs: Values): Promise<ResourceState> {
    const implementation = implementationOf(resource);
    refuse(nameOf(resource.type), inputs);
    const { secrets } = factsOf(resource);
    let id: string | undefined;
    try {
      await implementation.create(this.#graph, inputs, (made) => {
        id = made;
      });
      if (id === undefined) throw new Error(`${resource.type} was created without an id`);
      return { ...(await this.#stateOf(implementation, id, declared(inputs))), secrets };
    } catch (error) {
      // The plugin forgets what it cannot read after it was made; the next update makes it, or finds it, again.
      if (error instanceof NotReadableError) {
        throw new Error(`expected non-empty ID for new state during Create of ${resource.urn}`, { cause: error });
      }
      const shown = asProviderError(error);
      throw id === undefined ? shown : new PartlyCreatedError({ id, properties: declared(inputs), secrets }, shown);
    }
  }

  async read(
    resource: ResourceReference,
    id: string,
    state: Values,
    inputs: Values,
  ): Promise<ResourceState | undefined> {
    const facts = factsOf(resource);
    const outputs = await implementationOf(resource)
      .read(this.#graph, id, state)
      .catch((error: unknown) => Promise.reject(asProviderError(error)));
    if (outputs === undefined) return undefined;
    const properties = { ...state, ...outputs };
    return { id, properties, inputs: inputsOf(properties, inputs, facts), secrets: facts.secrets };
  }

  async previewUpdate(resource: ResourceReference, id: string, state: Values, inputs: Values): Promise<ResourceState> {
    const facts = factsOf(resource);
    return { id, properties: merged(state, inputs, facts), secrets: facts.secrets };
  }

  async update(resource: ResourceReference, id: string, state: Values, inputs: Values): Promise<ResourceState> {
    const implementation = implementationOf(resource);
    const facts = factsOf(resource);
    if (implementation.update === undefined) throw new Error(`${resource.type} cannot be changed, only replaced`);
    try {
      await implementation.update(this.#graph, id, state, inputs);
      return { ...(await this.#stateOf(implementation, id, merged(state, inputs, facts))), secrets: facts.secrets };
    } catch (error) {
      throw asProviderError(error);
    }
  }

  async delete(resource: ResourceReference, id: string, state: Values): Promise<void> {
    await implementationOf(resource)
      .delete(this.#graph, id, state)
      .catch((error: unknown) => Promise.reject(asProviderError(error)));
  }

  async invoke(token: string, args: Values): Promise<Values> {
    try {
      return await this.#invoke(nameOf(token), args);
    } catch (error) {
      throw new Error(`invoking ${token}: ${asProviderError(error).message}`, { cause: error });
    }
  }

  async clientConfig(): Promise<Values> {
    const { clientId, tenantId } = this.#tenant.settings;
    const objectId = await this.#graph.callerId();
    return { clientId, id: `${tenantId}-${clientId}-${objectId}`, objectId, tenantId };
  }

  async #invoke(name: string, args: Values): Promise<Values> {
    const implementation = functions[name];
    const inputs = functionInputs(name);
    if (implementation === undefined || inputs === undefined) {
      throw new Error(
        `the azuread stand-in does not provide ${name}; it provides: ${Object.keys(functions).sort().join(", ")}`,
      );
    }
    const [problem] = checkInputs(args, inputs, {
      missing: (path) => `Missing required property '${path}'.`,
      unknown: (path) => `Invalid or unknown key '${path}'.`,
      type: (path, expected, got) => `expected '${path}' to be of ${expected} type, got ${got}.`,
    });
    if (problem !== undefined) throw new Error(problem.message);
    return implementation(this.#graph, args, this);
  }

  async #stateOf(implementation: AzureadResource, id: string, known: Values): Promise<ResourceState> {
    const outputs = await implementation.read(this.#graph, id, known);
    if (outputs === undefined) throw new NotReadableError(`${id} was made and is not there`);
    return { id, properties: { ...known, ...outputs } };
  }

  async #openSession(): Promise<GraphSession> {
    const { base, value, objectId } = await this.#tenant.signIn("graph");
    return { base, token: value, callerId: objectId };
  }
}

class NotReadableError extends Error {
  override readonly name = "NotReadableError";
}

function implementationOf(resource: ResourceReference): AzureadResource {
  const implementation = resources.find(({ name }) => name === nameOf(resource.type));
  if (implementation !== undefined) return implementation;
  throw new Error(
    `the azuread stand-in does not provide ${nameOf(resource.type)}; it provides: ${resources.map(({ name }) => name).join(", ")}`,
  );
}

function factsOf(resource: ResourceReference): ResourceFacts {
  const facts = resourceFacts(nameOf(resource.type));
  if (facts === undefined) throw new Error(`azuread has no resource type ${resource.type}`);
  return facts;
}

/** Inputs without what only the protocol needs. */
function declared(inputs: Values): Values {
  return Object.fromEntries(Object.entries(inputs).filter(([name, value]) => !name.startsWith("__") && value !== null));
}

/** State with the declared inputs over it; an input no longer declared goes, unless the tenant decides its value. */
function merged(state: Values, inputs: Values, facts: ResourceFacts): Values {
  const kept = Object.entries(state).filter(
    ([property]) => property in inputs || !facts.inputs.has(property) || facts.alwaysPresent.has(property),
  );
  return { ...Object.fromEntries(kept), ...declared(inputs) };
}

/** The inputs that would declare a resource as it is: those declared before, or all that carry something when there are none. */
function inputsOf(properties: Values, before: Values, facts: ResourceFacts): Values {
  const names = Object.keys(declared(before)).length > 0 ? Object.keys(before) : [...facts.inputs.keys()];
  const carries = (value: unknown) =>
    value !== undefined && value !== null && value !== "" && !(Array.isArray(value) && value.length === 0);
  return Object.fromEntries(
    names
      .map((name) => [name, name.startsWith("__") ? (before[name] ?? null) : (properties[name] ?? null)] as const)
      .filter(([name, value]) => name in before || carries(value)),
  );
}

/** The released provider presents every error as a list of one. */
function asProviderError(error: unknown): Error {
  const message = error instanceof Error ? error.message : String(error);
  return new Error(`1 error occurred:\n\t* ${message}\n\n`, { cause: error });
}
