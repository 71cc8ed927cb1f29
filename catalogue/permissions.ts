/** The permissions that each tool's account needs in Active Directory: always, and for every feature. */
import { type FeatureId, features } from "./features.ts";
import { basicRead } from "./permissions/basic-read.ts";
import { consistencyGuid } from "./permissions/consistency-guid.ts";
import { deviceSync, deviceWriteback } from "./permissions/devices.ts";
import { exchangeHybrid } from "./permissions/exchange-hybrid.ts";
import { exchangeOnlineWriteback, spelledAsKnown, writtenBack } from "./permissions/exchange-online.ts";
import { groupProvisioning, groupWriteback, userProvisioning } from "./permissions/groups.ts";
import { mailPublicFolders } from "./permissions/mail-public-folders.ts";
import { passwordHashSync } from "./permissions/password-hash-sync.ts";
import { passwordWriteback } from "./permissions/password-writeback.ts";
import type { PermissionSet, Purpose, Requirement } from "./permissions/requirement.ts";
import { windowsHelloKeyWriteback } from "./permissions/windows-hello.ts";
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
    ["windows-hello-key-writeback", windowsHelloKeyWriteback],
  ],
  "cloud-sync": [
    ["group-provisioning", groupProvisioning],
    ["user-provisioning", userProvisioning],
    ["exchange-online-writeback", exchangeOnlineWriteback],
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

/** What a stack declares in the place of facts of the catalogue; they stand where it declares nothing. */
export interface DeclaredPermissions {
  /** Attributes that are written back from Exchange Online, by lDAPDisplayName. */
  readonly exchangeOnlineAttributes?: readonly string[] | undefined;
}

/** {@link permissions}, as a stack declares them. */
export function permissionsAsDeclared(
  tool: SyncTool,
  { exchangeOnlineAttributes }: DeclaredPermissions,
): ReadonlyMap<Purpose, PermissionSet> {
  if (exchangeOnlineAttributes === undefined) return permissions[tool];
  const requirements = spelledAsKnown(exchangeOnlineAttributes).map(writtenBack);
  return new Map(
    [...permissions[tool]].map(([purpose, set]) =>
      purpose === "exchange-online-writeback" ? [purpose, { ...set, requirements }] : [purpose, set],
    ),
  );
}

/**
 * Every requirement of a tool, whichever features are on; the order is that of the catalogue. What a stack declares comes
 * after it, and takes nothing away.
 */
export function requirementsOf(tool: SyncTool, declared: DeclaredPermissions = {}): readonly Requirement[] {
  const known = [...permissions[tool].values()].flatMap(({ requirements }) => requirements);
  const ids = new Set(known.map(({ id }) => id));
  const own = [...permissionsAsDeclared(tool, declared).values()].flatMap(({ requirements }) => requirements);
  return [...known, ...own.filter(({ id }) => !ids.has(id))];
}

/** Names in the schema that requirements talk about: what a forest is asked for, each once and ordered. */
export const namesInPermissions = collectNames();

function collectNames(): Readonly<Record<"classes" | "attributes" | "rights", readonly string[]>> {
  const ways = toolIds.flatMap((tool) => requirementsOf(tool)).flatMap((each) => each.ways);
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
