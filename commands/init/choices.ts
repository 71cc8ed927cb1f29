/** Which sync tools, and which of the accounts that were found. */
import { legible } from "../../catalogue/legible.ts";
import type { SyncTool } from "../../catalogue/tools.ts";
import { UsageError } from "../errors.ts";
import type { FoundForest } from "./discover-forest.ts";
import type { FoundTenant } from "./discover-tenant.ts";
import type { InitOptions, MakeOptions } from "./options.ts";
import { isInstallers, isWizards } from "./proposal.ts";
import type { Questions } from "./questions.ts";
import type { Chosen, Told } from "./told.ts";

const toolsByOption: Readonly<Record<NonNullable<InitOptions["tool"]>, readonly SyncTool[]>> = {
  "cloud-sync": ["cloud-sync"],
  "connect-sync": ["connect-sync"],
  both: ["cloud-sync", "connect-sync"],
};

export async function chooseTools(
  { options, questions }: MakeOptions,
  forest: FoundForest | null,
  tenant: FoundTenant | null,
): Promise<readonly SyncTool[]> {
  if (options.tool !== undefined) return toolsByOption[options.tool];
  const found = toolsIn(forest, tenant);
  const likely = found.length === 2 ? "both" : found[0];
  const answer = await questions?.choice({
    message: "Sync tool that is in use, or will be",
    choices: [
      { value: "cloud-sync", name: "Microsoft Entra Cloud Sync" },
      { value: "connect-sync", name: "Microsoft Entra Connect Sync" },
      { value: "both", name: "both" },
    ],
    ...(likely === undefined ? {} : { default: likely }),
  });
  if (answer !== undefined) return toolsByOption[answer];
  if (found.length > 0) return found;
  throw new UsageError(
    "No sync tool was found, and there is no terminal at which to ask for it. Add --tool cloud-sync, --tool connect-sync or --tool both.",
  );
}

function toolsIn(forest: FoundForest | null, tenant: FoundTenant | null): readonly SyncTool[] {
  const hasCloudSync =
    (tenant?.cloudSync.length ?? 0) > 0 || (forest?.managedAccounts.some(({ isAgents }) => isAgents) ?? false);
  const hasConnectSync =
    (tenant?.connectUsers.length ?? 0) > 0 ||
    (tenant?.connectApplications.some(isWizards) ?? false) ||
    (forest?.connectorAccounts.some(({ name }) => isInstallers(name)) ?? false) ||
    (forest?.serviceAccounts.length ?? 0) > 0;
  return [...(hasCloudSync ? (["cloud-sync"] as const) : []), ...(hasConnectSync ? (["connect-sync"] as const) : [])];
}

/** Only where there is something to choose from. */
export async function choose(
  { tools }: Told,
  forest: FoundForest | null,
  tenant: FoundTenant | null,
  questions: Questions | undefined,
): Promise<Chosen> {
  if (questions === undefined) return {};
  const among = async (message: string, found: readonly { readonly name: string; readonly because?: string }[]) =>
    found.length < 2
      ? undefined
      : questions.choice({
          message,
          choices: found.map(({ name, because }) => ({
            value: name,
            name: legible(name),
            ...(because === undefined ? {} : { description: because }),
          })),
        });
  const connectorAccount = tools.includes("connect-sync")
    ? await among("AD DS Connector account", forest?.connectorAccounts ?? [])
    : undefined;
  const agentsAccount = tools.includes("cloud-sync")
    ? await among("gMSA of the provisioning agents", forest?.managedAccounts ?? [])
    : undefined;
  const administrator = await among(
    "Hybrid Identity Administrator",
    (tenant?.administrators ?? []).map((name) => ({ name })),
  );
  return {
    ...(connectorAccount === undefined ? {} : { connectorAccount }),
    ...(agentsAccount === undefined ? {} : { agentsAccount }),
    ...(administrator === undefined ? {} : { administrator }),
  };
}
