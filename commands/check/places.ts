/** Where a stack's file declares what a resource stands for. */
import { type AccountId, accounts } from "../../catalogue/accounts.ts";
import { tools } from "../../catalogue/tools.ts";
import { type Path, parsePathText, pathText } from "../../config/path.ts";
import type { Settings } from "../../config.ts";
import { resourceTypes } from "../../contract/resources.ts";
import { accountOf } from "../../policy/judgement/judged-rule.ts";
import type { DeclaredResource } from "../../policy/judgement/rule.ts";
import type { Finding } from "../../report/result.ts";

interface Source {
  readonly settings: Settings;
  readonly lineOf: (path: Path) => number;
  /** As it is to be shown. */
  readonly file: string;
}

export function placesIn({ settings, lineOf, file }: Source): (resource: DeclaredResource) => Finding["place"] {
  return (resource) => {
    const path = pathOf(resource, settings);
    return { file, path: pathText(path), line: lineOf(path) };
  };
}

function pathOf(resource: DeclaredResource, { forests, connectSync }: Settings): Path {
  const { type, name, inputs } = resource;
  const account = accountOf(resource);
  const indexIn = (all: readonly string[], forest: unknown) =>
    Math.max(
      0,
      all.findIndex((one) => one.toLowerCase() === String(forest).toLowerCase()),
    );
  if (account !== null) {
    const entry = entryOf(account, inputs.setting);
    if (entry !== undefined) return entry;
    const path = settingOf(account);
    if (type !== resourceTypes["connector account"]) return path;
    const index = indexIn(connectSync?.forests.map(({ forest }) => forest) ?? [], inputs.forest);
    return [...path, index, "connectorAccount"];
  }
  switch (type) {
    case resourceTypes.forest:
      return [
        "forests",
        indexIn(
          forests.map((forest) => forest.name),
          name,
        ),
      ];
    case resourceTypes["vault name"]:
      return ["azure", "keyVault", "name"];
    case resourceTypes["administrator group"]:
      return [...administratorOf(inputs.tool), "throughGroup"];
    default:
      return ["tenant"];
  }
}

function settingOf(account: AccountId): Path {
  return accounts[account].setting.split(".");
}

/** Of an account of Cloud Sync that stands in an entry under cloudSync.forests; undefined for any other. */
function entryOf(account: AccountId, setting: unknown): Path | undefined {
  const path = typeof setting === "string" ? parsePathText(setting.replace(/^hybrid-sync:/, "")) : undefined;
  const key = settingOf(account).at(-1);
  return path === undefined || key === undefined ? undefined : [...path, key];
}

function administratorOf(tool: unknown): Path {
  const [, setting = ""] =
    Object.entries(tools)
      .find(([id]) => id === tool)?.[1]
      .setting.split(":") ?? [];
  return [setting, "accounts", "hybridIdentityAdministrator"];
}
