/** Users of the tenant, by their names. */
import * as z from "zod";
import type { EntraUser } from "./facts/user.ts";
import type { GraphConnection } from "./graph-connection.ts";
import { quoted } from "./odata.ts";

const userProperties = ["id", "userPrincipalName", "userType", "accountEnabled", "onPremisesSyncEnabled"];

const user = z.object({
  id: z.string(),
  userPrincipalName: z.string(),
  // Null for users that are older than the property; they are members.
  userType: z.enum(["Member", "Guest"]).nullable(),
  accountEnabled: z.boolean(),
  // Null for a user that was never synchronized.
  onPremisesSyncEnabled: z.boolean().nullable(),
});

/** Null where there is no user of that name. @throws {TenantError} */
export async function findUser(graph: GraphConnection, userPrincipalName: string): Promise<EntraUser | null> {
  const [found] = await graph.list(user, {
    path: "/users",
    filter: `userPrincipalName eq ${quoted(userPrincipalName)}`,
    select: userProperties,
    subject: `the user ${userPrincipalName}`,
    counted: true,
    permission: "User.Read.All",
  });
  if (found === undefined) return null;
  return {
    objectId: found.id,
    userPrincipalName: found.userPrincipalName,
    userType: found.userType ?? "Member",
    accountEnabled: found.accountEnabled,
    synchronizedFromOnPremises: found.onPremisesSyncEnabled ?? false,
  };
}
