import * as z from "zod";
import type { EntraGroup } from "./facts/roles.ts";
import type { GraphConnection } from "./graph-connection.ts";
import { quoted } from "./odata.ts";
import { TenantError } from "./tenant-error.ts";

const group = z.object({ id: z.string(), displayName: z.string(), isAssignableToRole: z.boolean().nullable() });
/** Of a member whose type whoever asks may not read, Microsoft Graph shows the type and the id only. */
const member = z.object({ "@odata.type": z.string(), id: z.string(), userPrincipalName: z.string().nullish() });

/** As Microsoft Graph writes it. */
export const objectId = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** Groups of that display name, or the one with that object ID. @throws {TenantError} */
export async function findGroups(graph: GraphConnection, nameOrId: string): Promise<EntraGroup[]> {
  const found = await graph.list(group, {
    path: "/groups",
    filter: `${objectId.test(nameOrId) ? "id" : "displayName"} eq ${quoted(nameOrId)}`,
    select: ["id", "displayName", "isAssignableToRole"],
    subject: `the group ${nameOrId}`,
    counted: true,
    permission: "GroupMember.Read.All",
  });
  return found.map(({ id, displayName, isAssignableToRole }) => ({
    objectId: id,
    displayName,
    assignableToRole: isAssignableToRole ?? false,
  }));
}

/** Whether the user is in the group, directly. @throws {TenantError} */
export async function isMember(graph: GraphConnection, groupId: string, userPrincipalName: string): Promise<boolean> {
  const members = await graph.list(member, {
    path: `/groups/${groupId}/members`,
    select: ["id", "userPrincipalName"],
    subject: `the members of the group ${groupId}`,
    counted: true,
    permission: "GroupMember.Read.All",
  });
  const name = userPrincipalName.toLowerCase();
  if (members.some((one) => one.userPrincipalName?.toLowerCase() === name)) return true;
  if (members.some((one) => one["@odata.type"] === "#microsoft.graph.user" && !one.userPrincipalName)) {
    throw new TenantError(
      `Microsoft Graph did not show the names of all members of the group ${groupId}`,
      "Grant the account that signs in the Microsoft Graph application permission User.Read.All, with admin consent, and run the command again.",
    );
  }
  return false;
}
