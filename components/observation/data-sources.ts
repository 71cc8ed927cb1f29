/** What data sources of providers answer where no provider runs: read from the tenant as everything else is. */
import type { Fact } from "../../catalogue/fact.ts";
import type { StackConfiguration } from "./stack-configuration.ts";
import { tenant } from "./subjects.ts";

type Answer = Record<string, unknown>;

const sources: Readonly<Record<string, (config: StackConfiguration, asked: Answer) => Promise<Answer>>> = {
  "azuread:index/getUser:getUser": async (config, { userPrincipalName }) =>
    found(await tenant(config).findUser(String(userPrincipalName))),
  "azuread:index/getServicePrincipal:getServicePrincipal": async (config, { clientId }) =>
    found(await tenant(config).findServicePrincipal(String(clientId))),
  // Who signs in to the subscription matters to what is written only.
  "azure-native:authorization:getClientConfig": async (config) => ({
    clientId: "",
    objectId: "",
    subscriptionId: config.get("azure-native:subscriptionId") ?? "",
    tenantId: config.get("azure-native:tenantId") ?? "",
  }),
};

/** @throws {Error} as the provider's plugin fails: "not found", or why it could not be read. */
export async function answer(config: StackConfiguration, token: string, asked: Answer): Promise<Answer> {
  const source = sources[token];
  if (source === undefined) throw refusal(`no data source ${token} is known here`);
  return source(config, asked);
}

function found(fact: Fact<object | null>): Answer {
  if ("unobservable" in fact) throw refusal(fact.unobservable.reason);
  if ("undecided" in fact) throw refusal(fact.undecided.reason);
  if (fact.observed === null) throw refusal("not found");
  return { ...fact.observed };
}

/** The SDK shows what stands in `details`, as the engine's own errors have it. */
function refusal(message: string): Error {
  return Object.assign(new Error(message), { details: message });
}
