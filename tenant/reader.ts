import type { DirectoryRoleId } from "../catalogue/directory-roles.ts";
import type { Fact } from "../catalogue/fact.ts";
import type { EntraUser } from "./observation.ts";

/** Reads a tenant and never changes it. What cannot be read is answered as such, with the reason; nothing is thrown. */
export interface TenantReader {
  /** Null when the tenant has no such user. */
  findUser(userPrincipalName: string): Promise<Fact<EntraUser | null>>;
  /**
   * Which of the roles the principal itself holds, active and at tenant scope, in the order asked. Roles held through
   * a group or only eligible are not among them; an eligible role that is activated at the moment is.
   */
  rolesHeldDirectly(objectId: string, roles: readonly DirectoryRoleId[]): Promise<Fact<readonly DirectoryRoleId[]>>;
}
