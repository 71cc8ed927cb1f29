/**
 * Groups of which someone may become a member or an owner when needed.
 *
 * https://learn.microsoft.com/graph/api/resources/privilegedaccessgroupeligibilityschedule
 */
import { randomUUID } from "node:crypto";
import type { Entity } from "./collection.ts";
import { allow, answerList, type GraphApi, queryOf } from "./graph-endpoints.ts";
import { badRequest } from "./graph-error.ts";
import { premiumLicenceRequired } from "./licences.ts";
import type { Queryable } from "./query.ts";
import { expansion } from "./role-assignments.ts";
import type { TenantState } from "./state.ts";

const queryable: Queryable = {
  properties: [
    "id",
    "accessId",
    "createdDateTime",
    "createdUsing",
    "groupId",
    "memberType",
    "modifiedDateTime",
    "principal",
    "principalId",
    "scheduleInfo",
    "status",
  ],
  filterable: ["accessId", "groupId", "principalId"],
};

export function groupEligibility(api: GraphApi): void {
  const { routes, state } = api;
  routes.get(
    "/identityGovernance/privilegedAccess/group/eligibilitySchedules",
    allow("readGroupEligibility"),
    async (request) => {
      if (!state.licences.has("Entra ID P2")) throw premiumLicenceRequired();
      const { $filter, $expand } = queryOf(request);
      // All of them at once are not to be had.
      if (!/\b(?:groupId|principalId) eq /.test($filter ?? "")) {
        throw badRequest("The request needs a $filter on groupId or principalId.");
      }
      const schedules = state.groupEligibilitySchedules;
      return answerList(api, request, schedules, schedules, queryable, expansion(state, $expand));
    },
  );
}

/** @throws {GraphError} when Graph would refuse it. */
export function makeEligibleForGroup(
  state: TenantState,
  asked: { readonly groupId: string; readonly principalId: string; readonly accessId: "member" | "owner" },
): Entity {
  const group = state.groups.require(asked.groupId);
  if (group.onPremisesSyncEnabled === true) {
    throw badRequest("Privileged Identity Management cannot manage a group that is synchronized from on-premises.");
  }
  state.requireDirectoryObject(asked.principalId);
  return state.groupEligibilitySchedules.add({
    ...asked,
    id: `${asked.groupId}_${asked.accessId}_${randomUUID()}`,
    createdDateTime: state.clock.now().toISOString(),
    createdUsing: randomUUID(),
    memberType: "Direct",
    scheduleInfo: { startDateTime: state.clock.now().toISOString(), expiration: { type: "noExpiration" } },
    status: "Provisioned",
  });
}
