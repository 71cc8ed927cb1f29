import { connectorPermissionsPage, gmsaCmdletsPage } from "../pages.ts";
import { descendants, onNew, type PermissionSet, type Requirement } from "./requirement.ts";

/** Groups are made in organizational units. */
const unit = "organizationalUnit";
const provisioning =
  "https://learn.microsoft.com/entra/identity/hybrid/cloud-sync/how-to-configure-entra-to-active-directory";

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
    ways: [onNew(unit, { do: "create", child: name })],
    inChosenContainer: true,
    ifNotInSchema: "fault",
    consequence: `${name} objects of the cloud cannot be created in organizational units`,
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

export const groupProvisioning: PermissionSet = {
  requirements: [
    writing("group-provisioning", "member", provisioning),
    writing("group-provisioning", "msDS-ExternalDirectoryObjectId", provisioning),
    creating("group-provisioning", "group", { ifMissing: "fault", source: gmsaCmdletsPage }),
    deleting("group-provisioning", "group", { ifMissing: "fault", source: gmsaCmdletsPage }),
    creating("group-provisioning", "user", { ifMissing: "warning", source: gmsaCmdletsPage }),
    deleting("group-provisioning", "user", { ifMissing: "warning", source: gmsaCmdletsPage }),
  ],
  grant: {
    command: "Set-AADCloudSyncPermissions -PermissionType UserGroupCreateDelete",
    entries: [
      { rights: "CCDC", objectType: "user", scope: "this object and descendants" },
      { rights: "CCDC", objectType: "group", scope: "this object and descendants" },
      descendants("GW", "group"),
      descendants("GW", "user"),
    ],
    source: gmsaCmdletsPage,
  },
  notes: [
    "The pages disagree whether the type grants generic write on groups and users besides creating and deleting them; another page asks for full control of groups.",
    "The installer grants this at a clean installation only; after an upgrade it is missing until you set it manually.",
    "Which attributes are written is not listed in full: member and msDS-ExternalDirectoryObjectId (schema of Windows Server 2016) are judged.",
    "Creating and deleting users is judged as a warning, because many provision groups alone.",
  ],
};
