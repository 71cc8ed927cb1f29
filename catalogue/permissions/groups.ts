import { connectorPermissionsPage, gmsaCmdletsPage } from "../pages.ts";
import { descendants, type GrantedEntry, onNew, type PermissionSet, type Requirement } from "./requirement.ts";

/** Objects are made in organizational units, and in containers such as CN=Users. */
const unit = "organizationalUnit";
function deleting(purpose: Requirement["purpose"], name: string, facts: Pick<Requirement, "ifMissing" | "source">) {
  return {
    id: `${purpose}/delete/${name}`,
    purpose,
    // Either is enough: a right on the object, or on what it is in.
    ways: [onNew(unit, { do: "delete children", child: name }), onNew(name, { do: "delete" })],
    inChosenContainer: true,
    ifNotInSchema: "fault",
    consequence: `${name} objects that are removed in the cloud will stay in the directory`,
    ...facts,
  } satisfies Requirement;
}

function creating(purpose: Requirement["purpose"], name: string, facts: Pick<Requirement, "ifMissing" | "source">) {
  return {
    id: `${purpose}/create/${name}`,
    purpose,
    ways: [onNew(unit, { do: "create", child: name }), onNew("container", { do: "create", child: name })],
    inChosenContainer: true,
    ifNotInSchema: "fault",
    consequence: `${name} objects of the cloud cannot be created`,
    ...facts,
  } satisfies Requirement;
}

function writing(purpose: Requirement["purpose"], attribute: string, source: string): Requirement {
  return {
    id: `${purpose}/write ${attribute}/group`,
    purpose,
    ways: [onNew("group", { do: "write", attribute })],
    inChosenContainer: true,
    ifMissing: "fault",
    ifNotInSchema: "fault",
    consequence: `${attribute} of groups cannot be written, and their export fails (error 8344, insufficient access rights)`,
    source,
  };
}

export const groupWriteback: PermissionSet = {
  requirements: [
    writing("group-writeback", "member", connectorPermissionsPage),
    {
      ...deleting("group-writeback", "group", { ifMissing: "fault", source: connectorPermissionsPage }),
      ways: [onNew("group", { do: "delete" }), onNew(unit, { do: "delete children", child: "group" })],
    },
    // Granted on the organizational unit that was chosen in the wizard, which no stack declares.
    creating("group-writeback", "group", { ifMissing: "undecided", source: connectorPermissionsPage }),
  ],
  grant: {
    command: "Set-ADSyncUnifiedGroupWritebackPermissions",
    entries: [descendants("GRGWCCDCSDDT", "group")],
    source: connectorPermissionsPage,
  },
  notes: [
    "The cmdlet's entry on the domain root reaches group objects only, so the account can create children of groups, but no groups. Creating groups needs the right on the organizational unit that was chosen.",
    "Which attributes are written is not listed anywhere: of the properties only member is judged.",
    "Version 2 ended in June 2024; Cloud Sync provisions groups instead.",
  ],
};

const provisioningPrerequisites =
  "https://learn.microsoft.com/entra/identity/hybrid/cloud-sync/how-to-prerequisites-provision-entra-to-active-directory";

/** The page asks for all properties; attribute mappings decide which of them are written. */
function writingAll(purpose: Requirement["purpose"], name: string): Requirement {
  return {
    id: `${purpose}/write all properties/${name}`,
    purpose,
    ways: [onNew(name, { do: "write all properties" })],
    inChosenContainer: true,
    ifMissing: "fault",
    ifNotInSchema: "fault",
    consequence: `changes of ${name} objects in the cloud are not written where an attribute mapping needs another property`,
    source: provisioningPrerequisites,
  };
}

/** The permission type that grants both, to groups and users. */
const provisioningGrant = {
  command: "Set-AADCloudSyncPermissions -PermissionType UserGroupCreateDelete",
  entries: [
    { rights: "CCDC", objectType: "user", scope: "this object and descendants" },
    { rights: "CCDC", objectType: "group", scope: "this object and descendants" },
    descendants("GW", "group"),
    descendants("GW", "user"),
    descendants("CCDC", "group"),
    descendants("CCDC", "user"),
  ],
  source: gmsaCmdletsPage,
} as const;

const provisioningNotes = [
  "The pages disagree whether the type grants generic write on groups and users besides creating and deleting them; another page asks for full control of groups.",
  "The installer grants this at a clean installation only; after an upgrade it is missing until you set it manually.",
  "Permissions are not applied to AdminSDHolder.",
];

export const groupProvisioning: PermissionSet = {
  requirements: [
    writingAll("group-provisioning", "group"),
    creating("group-provisioning", "group", { ifMissing: "fault", source: provisioningPrerequisites }),
    deleting("group-provisioning", "group", { ifMissing: "fault", source: provisioningPrerequisites }),
  ],
  grant: provisioningGrant,
  notes: provisioningNotes,
};

export const userProvisioning: PermissionSet = {
  requirements: [
    writingAll("user-provisioning", "user"),
    creating("user-provisioning", "user", { ifMissing: "fault", source: provisioningPrerequisites }),
    deleting("user-provisioning", "user", { ifMissing: "fault", source: provisioningPrerequisites }),
  ],
  grant: provisioningGrant,
  notes: [...provisioningNotes, "To sign in on-premises, the users need Cloud Kerberos Trust or a FIDO2 security key."],
};

/**
 * What the installer grants to a gMSA that it creates, beyond what belongs to a feature with a switch of its own.
 *
 * Source: https://learn.microsoft.com/entra/identity/hybrid/cloud-sync/gmsa-cloud-sync (2025-09-29), Group Writeback and
 * UserGroupCreateDelete
 */
export const furtherGrants: readonly GrantedEntry[] = [
  descendants("GRGWCCDCSDDT", "group"),
  ...provisioningGrant.entries,
];
