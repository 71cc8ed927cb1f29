/** https://learn.microsoft.com/graph/api/resources/user */
import { randomUUID } from "node:crypto";
import * as z from "zod";
import type { Entity } from "./collection.ts";
import { deleteUser } from "./deleted-items.ts";
import {
  allow,
  answerList,
  answerObject,
  type GraphApi,
  parameter,
  readBody,
  readReference,
  withType,
} from "./graph-endpoints.ts";
import { badRequest, objectConflict, resourceNotFound } from "./graph-error.ts";
import type { Queryable } from "./query.ts";
import type { TenantState } from "./state.ts";

const text = z.string().nullish();
const texts = z.array(z.string()).nullish();

const passwordProfile = z.strictObject({
  password: z.string().nullish(),
  forceChangePasswordNextSignIn: z.boolean().nullish(),
  forceChangePasswordNextSignInWithMfa: z.boolean().nullish(),
});

const optionalProperties = {
  ageGroup: text,
  businessPhones: texts,
  city: text,
  companyName: text,
  consentProvidedForMinor: text,
  country: text,
  department: text,
  employeeHireDate: text,
  employeeId: text,
  employeeLeaveDateTime: text,
  employeeOrgData: z.strictObject({ costCenter: text, division: text }).nullish(),
  employeeType: text,
  faxNumber: text,
  givenName: text,
  jobTitle: text,
  mail: text,
  mobilePhone: text,
  officeLocation: text,
  onPremisesExtensionAttributes: z.record(z.string(), z.unknown()).nullish(),
  onPremisesImmutableId: text,
  otherMails: texts,
  passwordPolicies: text,
  postalCode: text,
  preferredDataLocation: text,
  preferredLanguage: text,
  showInAddressList: z.boolean().nullish(),
  state: text,
  streetAddress: text,
  surname: text,
  usageLocation: z
    .string()
    .regex(/^[A-Za-z]{2}$/)
    .nullish(),
  userType: z.enum(["Member", "Guest"]).nullish(),
};

const creation = z.strictObject({
  ...optionalProperties,
  accountEnabled: z.boolean(),
  displayName: z.string().min(1).max(256),
  mailNickname: z.string().regex(/^[^@()\\[\]";:<>, ]{1,64}$/),
  userPrincipalName: z.string().regex(/^[^@\s]+@[^@\s]+$/),
  passwordProfile: passwordProfile.extend({ password: z.string() }),
});

const change = creation.extend({ passwordProfile: passwordProfile.nullable() }).partial();

const readOnlyProperties = [
  "id",
  "assignedLicenses",
  "assignedPlans",
  "createdDateTime",
  "creationType",
  "deletedDateTime",
  "externalUserState",
  "externalUserStateChangeDateTime",
  "identities",
  "imAddresses",
  "isResourceAccount",
  "lastPasswordChangeDateTime",
  "legalAgeGroupClassification",
  "onPremisesDistinguishedName",
  "onPremisesDomainName",
  "onPremisesLastSyncDateTime",
  "onPremisesProvisioningErrors",
  "onPremisesSamAccountName",
  "onPremisesSecurityIdentifier",
  "onPremisesSyncEnabled",
  "onPremisesUserPrincipalName",
  "proxyAddresses",
  "securityIdentifier",
  "signInSessionsValidFromDateTime",
];

const v1Defaults = [
  "businessPhones",
  "displayName",
  "givenName",
  "jobTitle",
  "mail",
  "mobilePhone",
  "officeLocation",
  "preferredLanguage",
  "surname",
  "userPrincipalName",
  "id",
];

const allProperties = [...new Set([...readOnlyProperties, ...Object.keys(creation.shape)])];

const filterable = [
  "accountEnabled",
  "displayName",
  "employeeId",
  "id",
  "mail",
  "mailNickname",
  "onPremisesImmutableId",
  "onPremisesSyncEnabled",
  "userPrincipalName",
  "userType",
];

export function users(api: GraphApi): void {
  const { routes, state } = api;
  // Version 1.0 answers with eleven properties unless others are selected; beta with all.
  const queryable: Queryable = {
    properties: allProperties,
    filterable,
    ...(api.version === "v1.0" ? { byDefault: v1Defaults } : { byDefault: allProperties }),
  };

  routes.get("/users", allow("readUsers"), async (request) =>
    answerList(api, request, state.users, state.users, queryable),
  );

  routes.get("/users/:id", allow("readUsers"), async (request) =>
    answerObject(api, request, requireUser(state, parameter(request)), state.users, queryable),
  );

  routes.post("/users", allow("writeUsers"), async (request, reply) => {
    const { passwordProfile, ...properties } = readBody(creation, request.body, "User");
    checkPrincipalName(state, properties.userPrincipalName);
    checkPassword(passwordProfile.password);
    const user = state.users.add(newUser(properties));
    return reply.status(201).send(answerObject(api, request, user, state.users, queryable));
  });

  routes.patch("/users/:id", allow("writeUsers"), async (request, reply) => {
    const user = requireUser(state, parameter(request));
    const { passwordProfile, ...properties } = readBody(change, request.body, "User");
    if (properties.userPrincipalName !== undefined) checkPrincipalName(state, properties.userPrincipalName, user.id);
    if (passwordProfile?.password) checkPassword(passwordProfile.password);
    if (user.onPremisesSyncEnabled === true) checkMasteredInCloud(Object.keys(properties));
    state.users.update(user.id, properties);
    return reply.status(204).send();
  });

  routes.delete("/users/:id", allow("writeUsers"), async (request, reply) => {
    deleteUser(state, requireUser(state, parameter(request)));
    return reply.status(204).send();
  });

  managers(api);
}

function managers({ routes, state }: GraphApi): void {
  routes.get("/users/:id/manager", allow("readUsers"), async (request) => {
    const user = requireUser(state, parameter(request));
    const [manager] = state.managers.targets(user.id);
    if (manager === undefined) throw resourceNotFound("manager");
    return withType(state.users.require(manager), state.users);
  });

  routes.put("/users/:id/manager/$ref", allow("writeUsers"), async (request, reply) => {
    const user = requireUser(state, parameter(request));
    const manager = state.users.require(readReference(request.body));
    for (const previous of state.managers.targets(user.id)) state.managers.remove(user.id, previous);
    state.managers.add(user.id, manager.id);
    return reply.status(204).send();
  });

  routes.delete("/users/:id/manager/$ref", allow("writeUsers"), async (request, reply) => {
    const user = requireUser(state, parameter(request));
    const [manager] = state.managers.targets(user.id);
    if (manager === undefined) throw resourceNotFound("manager");
    state.managers.remove(user.id, manager);
    return reply.status(204).send();
  });
}

/** A user by object id or by user principal name. */
function requireUser(state: TenantState, idOrPrincipalName: string): Entity {
  const found = state.users.find(idOrPrincipalName) ?? findByPrincipalName(state, idOrPrincipalName);
  if (found === undefined) throw resourceNotFound(idOrPrincipalName);
  return found;
}

export function findByPrincipalName(state: TenantState, userPrincipalName: string): Entity | undefined {
  const [user] = state.users.where(
    (entity) => String(entity.userPrincipalName).toLowerCase() === userPrincipalName.toLowerCase(),
  );
  return user;
}

/** A user with the properties that the directory itself fills in. */
export function newUser(properties: Readonly<Record<string, unknown>> & { readonly id?: string }): Entity {
  return {
    userType: "Member",
    onPremisesSyncEnabled: null,
    createdDateTime: new Date().toISOString(),
    businessPhones: [],
    otherMails: [],
    proxyAddresses: [],
    mail: null,
    ...properties,
    id: properties.id ?? randomUUID(),
  };
}

function checkPrincipalName(state: TenantState, userPrincipalName: string, self?: string): void {
  const domain = userPrincipalName.slice(userPrincipalName.indexOf("@") + 1).toLowerCase();
  if (!state.domains.some((verified) => verified.toLowerCase() === domain)) {
    const message =
      "The domain portion of the userPrincipalName property is invalid. You must use one of the verified domain names in your organization.";
    throw badRequest(message, [{ code: "InvalidValue", message, target: "userPrincipalName" }]);
  }
  const other = findByPrincipalName(state, userPrincipalName);
  if (other !== undefined && other.id !== self) throw objectConflict("userPrincipalName");
}

/** Source: https://learn.microsoft.com/entra/identity/authentication/concept-password-ban-bad-combined-policy */
function checkPassword(password: string): void {
  const classes = [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z0-9]/].filter((pattern) => pattern.test(password)).length;
  if (password.length >= 8 && password.length <= 256 && classes >= 3) return;
  throw badRequest(
    "The specified password does not comply with password complexity requirements. Please provide a different password.",
    [{ code: "InvalidValue", message: "The password is too weak.", target: "passwordProfile/password" }],
  );
}

/** Properties of a synchronised user that are not mastered in Active Directory. */
const masteredInCloud = ["ageGroup", "consentProvidedForMinor", "passwordPolicies", "usageLocation", "userType"];

function checkMasteredInCloud(properties: readonly string[]): void {
  if (properties.every((property) => masteredInCloud.includes(property))) return;
  throw badRequest(
    "Unable to update the specified properties for on-premises mastered Directory Sync objects or objects currently undergoing migration.",
  );
}
