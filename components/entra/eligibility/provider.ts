/**
 * What the dynamic provider does: gives and ends eligibilities, and looks at what stands in the tenant before it says that
 * nothing has to be done. No request is remembered, so nothing depends on one that Graph has forgotten.
 */
import { setTimeout } from "node:timers/promises";
import type * as pulumi from "@pulumi/pulumi";
import { containsUnknown } from "../../../catalogue/engine-marks.ts";
import { type Eligibility, endEligibility, endOfEligibility, giveEligibility } from "../../../tenant/eligibility.ts";
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
  if (containsUnknown(news.principalId)) return { changes: false };
  const end = await standing(config, news);
  return { changes: end !== unreadable && end !== (news.until ?? null) };
}

export async function create(
  config: StackConfiguration,
  eligibility: Eligibility,
): Promise<pulumi.dynamic.CreateResult> {
  const { principalId, role } = eligibility;
  return { id: `${principalId}/${role}`, outs: await given(config, eligibility) };
}

export async function update(
  config: StackConfiguration,
  eligibility: Eligibility,
): Promise<pulumi.dynamic.UpdateResult> {
  return { outs: await given(config, eligibility) };
}

async function given(config: StackConfiguration, { principalId, role, until }: Eligibility) {
  const eligibility = { principalId, role, ...(until ? { until } : {}) };
  await give(config, eligibility);
  return { ...eligibility, givenAt: new Date().toISOString() };
}

/** Without an id when someone has ended it, by which the engine forgets the resource. */
export async function read(
  config: StackConfiguration,
  id: string,
  { principalId, role, until, givenAt }: Eligibility & { readonly givenAt: string },
): Promise<pulumi.dynamic.ReadResult> {
  const end = await standing(config, { principalId, role });
  if (end === undefined) return {};
  const known = end === unreadable ? until : end;
  const inputs = { principalId, role, ...(known ? { until: known } : {}) };
  return { id, props: { ...inputs, givenAt }, inputs };
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

/** It cannot be read, which is no reason to do anything. */
const unreadable = Symbol("unreadable");

/** The last day, null without an end, and undefined where there is no eligibility. */
async function standing(
  config: StackConfiguration,
  eligibility: Pick<Eligibility, "principalId" | "role">,
): Promise<string | null | undefined | typeof unreadable> {
  try {
    return await endOfEligibility(await connection(config), eligibility);
  } catch (error) {
    if (error instanceof TenantError) return unreadable;
    throw error;
  }
}

let opened: Promise<WritingGraphConnection> | undefined;

/** One per process, so that it is signed in to once. */
function connection(config: StackConfiguration): Promise<WritingGraphConnection> {
  opened ??= connect(tenantEnvironment(config, process.env));
  return opened;
}
