/** Ids of Azure Resource Manager, which do not tell letter case apart. */

export interface ResourceId {
  /** As written, for answers. */
  readonly text: string;
  /** In small letters, for comparing. */
  readonly key: string;
  /** `microsoft.keyvault/vaults`, in small letters; `resourcegroups` for a resource group. */
  readonly type: string;
  readonly name: string;
  /** In small letters; undefined outside resource groups. */
  readonly resourceGroup: string | undefined;
  /** The scope that an extension resource, such as a lock, belongs to, in small letters. */
  readonly scope: string;
}

/** Undefined for what is no id of one resource. */
export function parseResourceId(text: string): ResourceId | undefined {
  const key = text.toLowerCase();
  const name = text.slice(text.lastIndexOf("/") + 1);
  const group = /^\/subscriptions\/[^/]+\/resourcegroups\/([^/]+)/.exec(key)?.[1];
  if (/^\/subscriptions\/[^/]+\/resourcegroups\/[^/]+$/.test(key)) {
    return { text, key, type: "resourcegroups", name, resourceGroup: group, scope: key };
  }
  const [, scope, type] = /^(.*)\/providers\/([^/]+\/[^/]+)\/[^/]+$/.exec(key) ?? [];
  return scope === undefined || type === undefined ? undefined : { text, key, type, name, resourceGroup: group, scope };
}
