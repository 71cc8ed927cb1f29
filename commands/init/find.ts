/** Looks into the forest and the tenant; what cannot be read is said, and is no error. */
import { tenantEnvironment } from "../../components/observation/tenant-environment.ts";
import { openLiveDirectory } from "../../directory/live/open.ts";
import { readSecret } from "../../directory/live/secret.ts";
import { DirectoryUnavailableError } from "../../directory/source.ts";
import { TenantError } from "../../tenant/tenant-error.ts";
import { discoverForest, type FoundForest } from "./discover-forest.ts";
import { discoverTenant, type FoundTenant } from "./discover-tenant.ts";
import type { MakeOptions } from "./options.ts";
import { type Place, timeouts } from "./place.ts";
import type { Questions } from "./questions.ts";

export async function findForest(
  { options, projectRoot, environment, questions, say }: MakeOptions,
  place: Place,
): Promise<FoundForest | null> {
  const { forest, reader, secret } = place;
  if (options.discover === false) return null;
  if (reader === undefined) {
    say(`The forest is not read, because no read account is named.`);
    return null;
  }
  const surroundings = { projectRoot, environment: await withPassword(place, { projectRoot, environment }, questions) };
  const source = openLiveDirectory(
    forest,
    { ...place, bindName: reader, secret, transport: place.transport ?? "ldaps" },
    { ...surroundings, timeouts },
  );
  try {
    return await discoverForest(source, forest, (what) => say(`Looking for ${what} …`));
  } catch (error) {
    if (!(error instanceof DirectoryUnavailableError)) throw error;
    say(`The forest was not read: ${error.reason}. ${error.remedy}.`);
    return null;
  } finally {
    await source.close();
  }
}

/** Asked for where it does not lie where the stack will look for it; it stays in this process. */
async function withPassword(
  { reader, secret }: Place,
  surroundings: { readonly projectRoot: string; readonly environment: MakeOptions["environment"] },
  questions: Questions | undefined,
): Promise<MakeOptions["environment"]> {
  const { environment } = surroundings;
  if (questions === undefined || !("environmentVariable" in secret)) return environment;
  const isThere = await readSecret(secret, surroundings).then(
    () => true,
    () => false,
  );
  if (isThere) return environment;
  const password = await questions.password(
    `Password of ${reader}, to read the forest now; it is not stored (empty: skip)`,
  );
  return password === "" ? environment : { ...environment, [secret.environmentVariable]: password };
}

export async function findTenant(
  { options, environment, say }: MakeOptions,
  tenant: string | undefined,
): Promise<FoundTenant | null> {
  if (options.discover === false) return null;
  const values: Readonly<Record<string, string>> = tenant === undefined ? {} : { "azuread:tenantId": tenant };
  try {
    return await discoverTenant(tenantEnvironment({ get: (key) => values[key] }, environment), (what) =>
      say(`Looking for ${what} …`),
    );
  } catch (error) {
    if (!(error instanceof TenantError)) throw error;
    say(`The tenant was not read: ${error.message}`);
    return null;
  }
}
