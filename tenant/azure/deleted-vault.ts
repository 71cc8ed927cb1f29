/** Key Vaults that were deleted and hold their names, as Azure Resource Manager lists them. */
import * as z from "zod";
import { resolveCloud } from "../cloud-endpoints.ts";
import { createCredential } from "../credential.ts";
import { type Environment, variable } from "../environment.ts";
import type { DeletedVault } from "../facts/vault.ts";
import { readAnswer } from "../graph-answer.ts";
import { networkFailure } from "../network-failure.ts";
import { NextLinks } from "../next-links.ts";
import { signInFailure } from "../sign-in-failure.ts";
import { TenantError } from "../tenant-error.ts";

/** Source: https://learn.microsoft.com/rest/api/keyvault/keyvault/vaults/list-deleted */
const apiVersion = "2024-11-01";

/** How long Azure may take for one page, in milliseconds. */
const pageTimeout = 60_000;

const page = z.object({
  value: z.array(
    z.object({
      name: z.string(),
      properties: z.object({
        deletionDate: z.string(),
        scheduledPurgeDate: z.string(),
        purgeProtectionEnabled: z.boolean().nullish(),
      }),
    }),
  ),
  nextLink: z.string().nullish(),
});

type Page = z.output<typeof page> & { readonly size: number };

const service = "Azure Resource Manager";
const deletedVaultsOf = (subscription: string): string => `the deleted vaults of the subscription ${subscription}`;

/** Null where no deleted vault of the subscription has the name. @throws {TenantError} */
export async function findDeletedVault(environment: Environment, name: string): Promise<DeletedVault | null> {
  const subscription = variable(environment, "ARM_SUBSCRIPTION_ID");
  if (subscription === undefined) {
    throw new TenantError(
      "no subscription is named",
      "Set ARM_SUBSCRIPTION_ID, or azure-native:subscriptionId in the stack's configuration.",
    );
  }
  const { resourceManager, token, subject } = await signIn(environment);
  const path = `/subscriptions/${subscription}/providers/Microsoft.KeyVault/deletedVaults`;
  let address: string | undefined = `${resourceManager}${path}?api-version=${apiVersion}`;
  const links = new NextLinks(resourceManager, deletedVaultsOf(subscription), { service });
  while (address !== undefined) {
    const { value, nextLink, size }: Page = await ask(address, token, subject, subscription);
    const found = value.find((vault) => vault.name.toLowerCase() === name.toLowerCase());
    if (found) return describe(found);
    address = links.follow(nextLink ?? undefined, { entries: value.length, size });
  }
  return null;
}

function describe({ properties }: Page["value"][number]): DeletedVault {
  return {
    deletedOn: properties.deletionDate.slice(0, 10),
    freeOn: properties.scheduledPurgeDate.slice(0, 10),
    purgeProtection: properties.purgeProtectionEnabled ?? false,
  };
}

async function signIn(environment: Environment) {
  const cloud = await resolveCloud(environment);
  const { credential, subject } = await createCredential(environment, cloud);
  try {
    const token = await credential.getToken(`${cloud.resourceManager}/.default`);
    if (token === null) throw new TenantError(`${subject} did not get a token`, "Check how it signs in.");
    return { resourceManager: cloud.resourceManager, token: token.token, subject };
  } catch (error) {
    throw signInFailure(error, { subject, loginEndpoint: cloud.loginEndpoint, environment });
  }
}

async function ask(address: string, token: string, subject: string, subscription: string): Promise<Page> {
  const response = await send(address, token);
  if (response.status === 403 || response.status === 404) {
    throw new TenantError(
      `${subject} is not allowed to read ${deletedVaultsOf(subscription)} (${response.status})`,
      `Give ${subject} the role Reader on the subscription ${subscription}.`,
    );
  }
  const { body, size } = await readAnswer(response, deletedVaultsOf(subscription), service);
  const answer = page.safeParse(body);
  if (response.ok && answer.success) return { ...answer.data, size };
  throw new TenantError(
    `Azure could not list ${deletedVaultsOf(subscription)} (${response.status})`,
    "Run the command again. If the problem persists, check https://status.azure.com.",
  );
}

async function send(address: string, token: string): Promise<Response> {
  try {
    return await fetch(address, {
      headers: { authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(pageTimeout),
    });
  } catch (error) {
    throw networkFailure(error, service);
  }
}
