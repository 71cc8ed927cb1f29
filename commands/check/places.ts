/** Where a stack's file declares what a resource stands for. */
import { type AccountId, accounts } from "../../catalogue/accounts.ts";
import { tools } from "../../catalogue/tools.ts";
import { type Path, parsePathText, pathText } from "../../config/path.ts";
import type { Settings } from "../../config.ts";
import { type Subject, subjectOf } from "../../contract/resources.ts";
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

/** Where each is declared. */
const paths: Readonly<Record<Subject, (resource: DeclaredResource, settings: Settings) => Path>> = {
  forest: ({ name }, { forests }) => ["forests", indexOf(name, forests, (forest) => forest.name)],
  "connector account": (resource, { connectSync }) => [
    ...accountPath(resource),
    indexOf(resource.inputs.forest, connectSync?.forests ?? [], ({ forest }) => forest),
    "connectorAccount",
  ],
  "group managed service account": accountPath,
  "privileged administrator": accountPath,
  "ADSync service account": accountPath,
  "entra administrator": accountPath,
  "recognised user": tenantPath,
  "entra role holdings": accountPath,
  "administrator group": ({ inputs }) => [...administratorOf(inputs.tool), "throughGroup"],
  "entra connector identity": accountPath,
  tenant: tenantPath,
  "vault name": () => ["azure", "keyVault", "name"],
  "attested account": accountPath,
};

function pathOf(resource: DeclaredResource, settings: Settings): Path {
  const subject = subjectOf(resource.type);
  return subject === undefined ? tenantPath() : paths[subject](resource, settings);
}

function tenantPath(): Path {
  return ["tenant"];
}

function accountPath(resource: DeclaredResource): Path {
  const account = accountOf(resource);
  if (account === null) return tenantPath();
  return entryOf(account, resource.inputs.setting) ?? settingOf(account);
}

/** The first where none has the name. */
function indexOf<T>(name: unknown, all: readonly T[], nameOf: (one: T) => string): number {
  const wanted = String(name).toLowerCase();
  return Math.max(
    0,
    all.findIndex((one) => nameOf(one).toLowerCase() === wanted),
  );
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
