/** Which sync tools, and which of the accounts that were found. */
import { legible } from "../../catalogue/legible.ts";
import { type SyncTool, tools } from "../../catalogue/tools.ts";
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
  { options, questions, say }: MakeOptions,
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
  if (found.length > 0) {
    for (const tool of toolsByOption.both) if (!found.includes(tool)) say(whyNotProposed(tool, forest, tenant));
    return found;
  }
  throw new UsageError(
    "No sync tool was found, and there is no terminal at which to ask for it. Add --tool cloud-sync, --tool connect-sync or --tool both.",
  );
}

/** What a tool leaves behind in a forest or a tenant: whether it is there, and in words. */
interface Signs<Found> {
  readonly areIn: (found: Found) => boolean;
  readonly none: string;
}

const signs: Readonly<Record<SyncTool, { readonly forest: Signs<FoundForest>; readonly tenant: Signs<FoundTenant> }>> =
  {
    "cloud-sync": {
      forest: {
        areIn: ({ managedAccounts }) => managedAccounts.some(({ isAgents }) => isAgents),
        none: "no gMSA of its agents",
      },
      tenant: { areIn: ({ cloudSync }) => cloudSync.length > 0, none: "no configuration of it" },
    },
    "connect-sync": {
      forest: {
        areIn: ({ connectorAccounts, serviceAccounts }) =>
          connectorAccounts.some(({ name }) => isInstallers(name)) || serviceAccounts.length > 0,
        none: "no account MSOL_… or AAD_…",
      },
      tenant: {
        areIn: ({ connectUsers, connectApplications }) =>
          connectUsers.length > 0 || connectApplications.some(isWizards),
        none: "no Sync_… user and no application of its wizard",
      },
    },
  };

function toolsIn(forest: FoundForest | null, tenant: FoundTenant | null): readonly SyncTool[] {
  return toolsByOption.both.filter(
    (tool) =>
      (forest !== null && signs[tool].forest.areIn(forest)) || (tenant !== null && signs[tool].tenant.areIn(tenant)),
  );
}

function whyNotProposed(tool: SyncTool, forest: FoundForest | null, tenant: FoundTenant | null): string {
  const missing = [
    ...(forest === null ? [] : [`${signs[tool].forest.none} in the forest`]),
    ...(tenant === null ? [] : [`${signs[tool].tenant.none} in the tenant`]),
  ];
  return `${tools[tool].title} is not proposed, because it was not found: ${missing.join(", ")}. If it is in use, or will be, add --tool both.`;
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
