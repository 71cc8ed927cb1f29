import * as z from "zod";
import type { DeletedUser } from "./facts/user.ts";
import type { GraphConnection } from "./graph-connection.ts";

const deletedUser = z.object({ id: z.string(), userPrincipalName: z.string(), deletedDateTime: z.string() });

/**
 * The user that had the name and was deleted last; null where there is none, as after 30 days. Deleted users have their
 * id in front of their names, by whose ends Microsoft Graph does not look in an ordinary question, so all are read.
 *
 * Source: https://learn.microsoft.com/graph/api/directory-deleteditems-list
 *
 * @throws {TenantError}
 */
export async function findDeletedUser(graph: GraphConnection, userPrincipalName: string): Promise<DeletedUser | null> {
  const deleted = await graph.list(deletedUser, {
    path: "/directory/deletedItems/microsoft.graph.user",
    select: ["id", "userPrincipalName", "deletedDateTime"],
    subject: "the deleted users",
    permission: "User.Read.All",
  });
  const [last] = deleted
    .filter((user) => nameBefore(user).toLowerCase() === userPrincipalName.toLowerCase())
    .toSorted((a, b) => (a.deletedDateTime < b.deletedDateTime ? 1 : -1));
  return last === undefined ? null : { objectId: last.id, deletedOn: last.deletedDateTime.slice(0, 10) };
}

function nameBefore({ id, userPrincipalName }: z.output<typeof deletedUser>): string {
  const prefix = id.replaceAll("-", "").toLowerCase();
  return userPrincipalName.toLowerCase().startsWith(prefix)
    ? userPrincipalName.slice(prefix.length)
    : userPrincipalName;
}
