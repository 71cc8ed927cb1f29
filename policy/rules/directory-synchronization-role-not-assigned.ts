import { directoryRoles } from "../../catalogue/directory-roles.ts";
import { wayOut } from "../../catalogue/remedy.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { about } from "../judgement/subject.ts";
import { isUnknownValue } from "../judgement/unknown-values.ts";
import { met, notYetKnown, unmet } from "../judgement/verdict.ts";

const reserved = [
  directoryRoles["directory-synchronization-accounts"],
  directoryRoles["on-premises-directory-sync-account"],
];

/** Every resource about a directory role, whichever of its properties names the role, by template id or by title. */
export const directorySynchronizationRoleNotAssigned: Rule<Readonly<Record<string, unknown>>> = {
  name: "directory-synchronization-role-not-assigned",
  title: "Only the service uses the role Directory Synchronization Accounts",
  severity: "critical",
  enforcementLevel: "mandatory",
  description: "The program never assigns the role Directory Synchronization Accounts or its on-premises counterpart.",
  consequence:
    "the role may write every synchronized identity of the tenant, bypasses security defaults, and is only for the accounts that the service creates",
  remedy: wayOut`Remove this resource; the installer assigns the role where it is needed.`,
  reference:
    "https://learn.microsoft.com/entra/identity/role-based-access-control/permissions-reference#directory-synchronization-accounts",
  resources: resources.directoryRoles,
  judge(inputs) {
    const subject = about("The directory role", "role");
    const properties = Object.keys(inputs).map((name) => ({ name, value: readText(inputs, name) }));
    for (const { title, templateId } of reserved) {
      const naming = properties.find(({ value }) => value === templateId || value === title.toLowerCase());
      if (naming)
        return [
          unmet(about(subject, templateId), `"${title}" (${templateId}) is named by the property ${naming.name}`),
        ];
    }
    // Without the role itself nothing is known; a principal that is still being created says nothing about the role.
    if (properties.some(({ name, value }) => value === unknown && /role|template|displayName/i.test(name))) {
      return [notYetKnown(subject)];
    }
    return [met(subject, "is not reserved for the service")];
  },
};

const unknown = Symbol("not yet known");

function readText(inputs: Readonly<Record<string, unknown>>, name: string): string | typeof unknown | undefined {
  try {
    const value = inputs[name];
    return typeof value === "string" ? value.trim().toLowerCase() : undefined;
  } catch (error) {
    if (isUnknownValue(error)) return unknown;
    throw error;
  }
}
