import type { DirectoryRoleId } from "../../catalogue/directory-roles.ts";

/** Held all the time, or to be activated in Privileged Identity Management when needed. */
export type AssignmentType = "active" | "eligible";

/** Which of a user's roles the program found, and did not assign itself. */
export interface RecognisedRoles {
  /** Of the user; another one may have taken the name since. */
  readonly objectId: string;
  /** In which way they were asked for: a role may be held in both. */
  readonly assignmentType: AssignmentType;
  /** The declared roles of which it is known whether they were held before. */
  readonly asked: readonly DirectoryRoleId[];
  /** Those among them that were, and still are. */
  readonly held: readonly DirectoryRoleId[];
}

/** One way in which a role comes to a user, at tenant scope. */
export interface RoleHolding {
  readonly role: DirectoryRoleId;
  readonly state: AssignmentType;
  /** The group through which it comes; null where the user itself holds it. */
  readonly group: Pick<EntraGroup, "objectId" | "displayName"> | null;
}

export interface EntraGroup {
  readonly objectId: string;
  readonly displayName: string;
  /** isAssignableToRole: decided when the group is made, and never again. */
  readonly assignableToRole: boolean;
}
