/** Who can become a member of a group: its owners, and those who may activate membership or ownership. */
import * as z from "zod";
import { type GraphConnection, premiumLicenceRequired } from "./graph-connection.ts";
import { quoted } from "./odata.ts";
import { TenantError } from "./tenant-error.ts";

const principal = z.object({
  "@odata.type": z.string().optional(),
  displayName: z.string().nullish(),
  userPrincipalName: z.string().nullish(),
});

const member = principal.extend({ id: z.string() });

/** As Microsoft Graph shows it; the type is absent where whoever asks may not see the object. */
export type Principal = z.output<typeof member>;

const groupType = "#microsoft.graph.group";

export function isGroup({ "@odata.type": type }: Pick<Principal, "@odata.type">): boolean {
  return type === groupType;
}

/** Everybody in a group, and the groups within it, however deep. @throws {TenantError} */
export function readMembers(graph: GraphConnection, group: string): Promise<Principal[]> {
  return readDirectoryObjects(graph, `/groups/${group}/transitiveMembers`, `the members of the group ${group}`);
}

/** @throws {TenantError} */
export function readGroupOwners(graph: GraphConnection, group: string): Promise<Principal[]> {
  return readDirectoryObjects(graph, `/groups/${group}/owners`, `the owners of the group ${group}`);
}

function readDirectoryObjects(graph: GraphConnection, path: string, subject: string): Promise<Principal[]> {
  return graph.list(member, {
    path,
    select: ["id", "displayName", "userPrincipalName"],
    subject,
    counted: true,
    permission: "GroupMember.Read.All",
  });
}

const schedule = z.object({
  principalId: z.string(),
  accessId: z.enum(["member", "owner"]),
  principal: principal.nullish(),
});

export interface GroupEligibility {
  readonly principal: Principal;
  /** To ownership; otherwise to membership. */
  readonly ownership: boolean;
}

/**
 * Who may activate membership or ownership of a group in Privileged Identity Management; nobody where the tenant has no
 * license for it, or where the group is one that it cannot manage. @throws {TenantError}
 */
export async function readGroupEligibilities(graph: GraphConnection, group: string): Promise<GroupEligibility[]> {
  try {
    const found = await graph.list(schedule, {
      path: "/identityGovernance/privilegedAccess/group/eligibilitySchedules",
      filter: `groupId eq ${quoted(group)}`,
      expand: "principal",
      subject: `who may activate membership or ownership of the group ${group}`,
      permission: "PrivilegedEligibilitySchedule.Read.AzureADGroup",
    });
    return found.map(({ principalId, accessId, principal }) => ({
      principal: { ...principal, id: principalId },
      ownership: accessId === "owner",
    }));
  } catch (error) {
    if (error instanceof TenantError && nobodyIsEligible.has(error.code ?? "")) return [];
    throw error;
  }
}

/** The second one is the answer for a group that is synchronized from on-premises (seen by others, not documented). */
const nobodyIsEligible = new Set([premiumLicenceRequired, "ResourceTypeNotSupported"]);

/**
 * Everybody who is in a group or can become a member of it, however long the way through other groups is.
 *
 * @param seen groups that are not followed; those that were followed are added
 * @throws {TenantError}
 */
export async function readReach(graph: GraphConnection, group: string, seen: Set<string>): Promise<Principal[]> {
  if (seen.has(group.toLowerCase())) return [];
  const members = await readMembers(graph, group);
  const reached: Principal[] = members.filter((one) => !isGroup(one));
  for (const id of [group, ...members.filter(isGroup).map((one) => one.id)]) {
    if (seen.has(id.toLowerCase())) continue;
    seen.add(id.toLowerCase());
    reached.push(...(await readGroupOwners(graph, id)));
    reached.push(...(await readEligible(graph, id, seen)).map(({ principal }) => principal));
  }
  return reached;
}

/** Those who may activate, each member of an eligible group by itself. @throws {TenantError} */
export async function readEligible(
  graph: GraphConnection,
  group: string,
  seen: Set<string>,
): Promise<GroupEligibility[]> {
  const reached: GroupEligibility[] = [];
  for (const { principal, ownership } of await readGroupEligibilities(graph, group)) {
    const those = isGroup(principal) ? await readReach(graph, principal.id, seen) : [principal];
    for (const one of those) reached.push({ principal: one, ownership });
  }
  return reached;
}
