/** The permissions that each tool's account needs in Active Directory: always, and for every feature. */
import { type FeatureId, features } from "./features.ts";
import { basicRead } from "./permissions/basic-read.ts";
import { consistencyGuid } from "./permissions/consistency-guid.ts";
import { deviceSync, deviceWriteback } from "./permissions/devices.ts";
import { exchangeHybrid } from "./permissions/exchange-hybrid.ts";
import { groupProvisioning, groupWriteback } from "./permissions/groups.ts";
import { mailPublicFolders } from "./permissions/mail-public-folders.ts";
import { passwordHashSync } from "./permissions/password-hash-sync.ts";
import { passwordWriteback } from "./permissions/password-writeback.ts";
import type { PermissionSet, Purpose, Requirement } from "./permissions/requirement.ts";
import { type SyncTool, toolIds } from "./tools.ts";

const shared = {
  "basic-read": basicRead,
  "password-hash-sync": passwordHashSync,
  "password-writeback": passwordWriteback,
  "ms-ds-consistency-guid": consistencyGuid,
  "exchange-hybrid": exchangeHybrid,
  "exchange-mail-public-folders": mailPublicFolders,
};

/** Of features that one tool alone has. */
const own: Readonly<Record<SyncTool, readonly (readonly [Purpose, PermissionSet])[]>> = {
  "connect-sync": [
    ["device-writeback", deviceWriteback],
    ["group-writeback", groupWriteback],
  ],
  "cloud-sync": [
    ["group-provisioning", groupProvisioning],
    ["device-sync", deviceSync],
  ],
};

function of(tool: SyncTool): ReadonlyMap<Purpose, PermissionSet> {
  return new Map([
    ...Object.entries(shared).map(([purpose, sets]) => [purpose as Purpose, sets[tool]] as const),
    ...own[tool],
  ]);
}

/** By purpose, basic read first. */
export const permissions: Readonly<Record<SyncTool, ReadonlyMap<Purpose, PermissionSet>>> = {
  "connect-sync": of("connect-sync"),
  "cloud-sync": of("cloud-sync"),
};

/** Every requirement of a tool, whichever features are on; the order is that of the catalogue. */
export function requirementsOf(tool: SyncTool): readonly Requirement[] {
  return [...permissions[tool].values()].flatMap(({ requirements }) => requirements);
}

/** Names in the schema that requirements talk about: what a forest is asked for, each once and ordered. */
export const namesInPermissions = collectNames();

function collectNames(): Readonly<Record<"classes" | "attributes" | "rights", readonly string[]>> {
  const ways = toolIds.flatMap(requirementsOf).flatMap((each) => each.ways);
  const distinct = (names: readonly string[]) => [...new Set(names)].toSorted();
  return {
    classes: distinct(
      ways.flatMap(({ action, on }) => [
        ...("child" in action ? [action.child] : []),
        ...(on === "domain root" ? [] : [on.newObjects]),
      ]),
    ),
    attributes: distinct(ways.flatMap(({ action }) => ("attribute" in action ? [action.attribute] : []))),
    rights: distinct(ways.flatMap(({ action }) => ("right" in action ? [action.right] : []))),
  };
}

/** `Password writeback`. */
export function purposeTitle(purpose: Purpose): string {
  return purpose === "basic-read" ? "Basic read" : features[purpose satisfies FeatureId].title;
}
