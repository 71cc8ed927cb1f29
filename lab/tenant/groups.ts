/** https://learn.microsoft.com/graph/api/resources/group */
import { randomUUID } from "node:crypto";
import * as z from "zod";
import {
  allow,
  answerList,
  answerObject,
  type GraphApi,
  parameter,
  readBody,
  referencedId,
} from "./graph-endpoints.ts";
import { badRequest } from "./graph-error.ts";
import type { Queryable } from "./query.ts";

const text = z.string().nullish();
const texts = z.array(z.string()).nullish();

const optionalProperties = {
  classification: text,
  description: text,
  groupTypes: z.array(z.enum(["Unified", "DynamicMembership"])).nullish(),
  membershipRule: text,
  membershipRuleProcessingState: text,
  preferredDataLocation: text,
  preferredLanguage: text,
  resourceBehaviorOptions: texts,
  resourceProvisioningOptions: texts,
  theme: text,
  uniqueName: text,
  visibility: z.enum(["Private", "Public", "HiddenMembership"]).nullish(),
  writebackConfiguration: z.strictObject({ isEnabled: z.boolean().nullish(), onPremisesGroupType: text }).nullish(),
};

const requiredProperties = {
  displayName: z.string().min(1).max(256),
  mailEnabled: z.boolean(),
  mailNickname: z.string().regex(/^[^@()\\[\]";:<>, ]{1,64}$/),
  securityEnabled: z.boolean(),
};

const creation = z.strictObject({
  ...optionalProperties,
  ...requiredProperties,
  isAssignableToRole: z.boolean().nullish(),
  "owners@odata.bind": z.array(z.string()).optional(),
  "members@odata.bind": z.array(z.string()).optional(),
});

const change = z.strictObject({ ...optionalProperties, ...requiredProperties }).partial();

const groupQueryable: Queryable = {
  properties: [
    "id",
    "createdDateTime",
    "deletedDateTime",
    "isAssignableToRole",
    "mail",
    "onPremisesDomainName",
    "onPremisesLastSyncDateTime",
    "onPremisesNetBiosName",
    "onPremisesSamAccountName",
    "onPremisesSecurityIdentifier",
    "onPremisesSyncEnabled",
    "proxyAddresses",
    "renewedDateTime",
    "securityIdentifier",
    "allowExternalSenders",
    "autoSubscribeNewMembers",
    "hideFromAddressLists",
    "hideFromOutlookClients",
    ...Object.keys(change.shape),
  ],
  filterable: ["displayName", "id", "isAssignableToRole", "mail", "mailEnabled", "mailNickname", "securityEnabled"],
};

export function groups(api: GraphApi): void {
  const { routes, state } = api;

  routes.get("/groups", allow("readGroups"), async (request) =>
    answerList(api, request, state.groups, state.groups, groupQueryable),
  );
  routes.get("/groups/:id", allow("readGroups"), async (request) =>
    answerObject(api, request, state.groups.require(parameter(request)), state.groups, groupQueryable),
  );

  routes.post("/groups", allow("writeGroups"), async (request, reply) => {
    const {
      "owners@odata.bind": owners = [],
      "members@odata.bind": members = [],
      ...properties
    } = readBody(creation, request.body, "Group");
    checkKind(properties);
    const ownerIds = owners.map((owner) => state.requireDirectoryObject(referencedId(owner)).entity.id);
    const memberIds = members.map((member) => state.requireDirectoryObject(referencedId(member)).entity.id);
    const group = state.groups.add({
      groupTypes: [],
      description: null,
      mail: null,
      onPremisesSyncEnabled: null,
      visibility: null,
      ...properties,
      isAssignableToRole: properties.isAssignableToRole ?? null,
      createdDateTime: new Date().toISOString(),
      id: randomUUID(),
    });
    for (const id of ownerIds) state.owners.add(group.id, id);
    for (const id of memberIds) state.members.add(group.id, id);
    return reply.status(201).send(answerObject(api, request, group, state.groups, groupQueryable));
  });

  routes.patch("/groups/:id", allow("writeGroups"), async (request, reply) => {
    const group = state.groups.require(parameter(request));
    state.groups.update(group.id, readBody(change, request.body, "Group"));
    return reply.status(204).send();
  });

  routes.delete("/groups/:id", allow("writeGroups"), async (request, reply) => {
    state.removeDirectoryObject(state.groups.require(parameter(request)).id);
    return reply.status(204).send();
  });
}

/** Source: https://learn.microsoft.com/graph/api/group-post-groups */
function checkKind(group: z.output<typeof creation>): void {
  const unified = group.groupTypes?.includes("Unified") ?? false;
  if (group.mailEnabled && !unified) {
    throw badRequest(
      "The service does not currently support writes of mail-enabled groups. Please ensure that the mail-enablement property is unset and the security-enablement property is set.",
    );
  }
  if (!group.mailEnabled && !group.securityEnabled) {
    throw badRequest("A group must be mail-enabled, security-enabled, or both.");
  }
  if (
    group.isAssignableToRole === true &&
    (!group.securityEnabled || group.groupTypes?.includes("DynamicMembership"))
  ) {
    throw badRequest("A group that can be assigned to a role must be security-enabled, with assigned membership.");
  }
}
