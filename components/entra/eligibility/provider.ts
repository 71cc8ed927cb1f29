/**
 * What the dynamic provider does: gives and ends eligibilities, and looks at what stands in the tenant before it says that
 * nothing has to be done. No request is remembered, so nothing depends on one that Graph has forgotten.
 */
import { setTimeout } from "node:timers/promises";
import type * as pulumi from "@pulumi/pulumi";
import { containsUnknown } from "../../../catalogue/engine-marks.ts";
import { type Eligibility, endEligibility, giveEligibility, rolesEligible } from "../../../tenant/eligibility.ts";
import { connect, type WritingGraphConnection } from "../../../tenant/graph-connection.ts";
import { TenantError } from "../../../tenant/tenant-error.ts";
import type { StackConfiguration } from "../../observation/stack-configuration.ts";
import { tenantEnvironment } from "../../observation/tenant-environment.ts";

/** Another principal or role is another eligibility; the same one has to be given again once someone has ended it. */
export async function diff(
  config: StackConfiguration,
  olds: Eligibility,
  news: Eligibility,
): Promise<pulumi.dynamic.DiffResult> {
  const replaces = (["principalId", "role"] as const).filter((property) => olds[property] !== news[property]);
  if (replaces.length > 0) return { changes: true, replaces };
  return { changes: !containsUnknown(news.principalId) && (await stands(config, news)) === false };
}

export async function create(
  config: StackConfiguration,
  { principalId, role }: Eligibility,
): Promise<pulumi.dynamic.CreateResult> {
  await give(config, { principalId, role });
  return { id: `${principalId}/${role}`, outs: { principalId, role, givenAt: new Date().toISOString() } };
}

export async function update(
  config: StackConfiguration,
  { principalId, role }: Eligibility,
): Promise<pulumi.dynamic.UpdateResult> {
  await give(config, { principalId, role });
  return { outs: { principalId, role, givenAt: new Date().toISOString() } };
}

/** Without an id when someone has ended it, by which the engine forgets the resource. */
export async function read(
  config: StackConfiguration,
  id: string,
  { principalId, role, givenAt }: Eligibility & { readonly givenAt: string },
): Promise<pulumi.dynamic.ReadResult> {
  const inputs = { principalId, role };
  return (await stands(config, inputs)) === false ? {} : { id, props: { ...inputs, givenAt }, inputs };
}

export async function remove(config: StackConfiguration, { principalId, role }: Eligibility): Promise<void> {
  await endEligibility(await connection(config), { principalId, role });
}

/** A principal made a moment ago is not known everywhere at once; in milliseconds. */
const replication = { pause: 5_000, longest: 120_000 };

async function give(config: StackConfiguration, eligibility: Eligibility): Promise<void> {
  const graph = await connection(config);
  const end = Date.now() + replication.longest;
  for (;;) {
    try {
      await giveEligibility(graph, eligibility);
      return;
    } catch (error) {
      const notYet = error instanceof TenantError && error.code === "SubjectNotFound";
      if (!notYet || Date.now() > end) throw error;
    }
    await setTimeout(replication.pause);
  }
}

/** Undefined where it cannot be read, which is no reason to do anything. */
async function stands(config: StackConfiguration, { principalId, role }: Eligibility): Promise<boolean | undefined> {
  try {
    return (await rolesEligible(await connection(config), principalId, [role])).length > 0;
  } catch (error) {
    if (error instanceof TenantError) return undefined;
    throw error;
  }
}

let opened: Promise<WritingGraphConnection> | undefined;

/** One per process, so that it is signed in to once. */
function connection(config: StackConfiguration): Promise<WritingGraphConnection> {
  opened ??= connect(tenantEnvironment(config, process.env));
  return opened;
}
