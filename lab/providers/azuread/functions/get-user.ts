import type { Values } from "../../property-values.ts";
import { during, type Graph, GraphError, idOf, quoted } from "../graph.ts";
import { outputFlag, outputText, outputTexts, text } from "../values.ts";

/** What a user can be looked up by, in the order in which the released provider asks. */
const keys = [
  { input: "userPrincipalName", title: "UPN", missing: (value: string) => `User with UPN ${value} was not found` },
  { input: "mail", title: "mail", missing: (value: string) => `User not found with mail: ${value}` },
  {
    input: "mailNickname",
    title: "email alias",
    missing: (value: string) => `User not found with email alias: ${value}`,
  },
  {
    input: "employeeId",
    title: "employee ID",
    missing: (value: string) => `User not found with employee ID: ${value}`,
  },
] as const;

const fields = [
  "accountEnabled",
  "ageGroup",
  "businessPhones",
  "city",
  "companyName",
  "consentProvidedForMinor",
  "country",
  "creationType",
  "department",
  "displayName",
  "employeeHireDate",
  "employeeId",
  "employeeOrgData",
  "employeeType",
  "externalUserState",
  "faxNumber",
  "givenName",
  "id",
  "imAddresses",
  "jobTitle",
  "mail",
  "mailNickname",
  "mobilePhone",
  "officeLocation",
  "onPremisesDistinguishedName",
  "onPremisesDomainName",
  "onPremisesImmutableId",
  "onPremisesSamAccountName",
  "onPremisesSecurityIdentifier",
  "onPremisesSyncEnabled",
  "onPremisesUserPrincipalName",
  "otherMails",
  "postalCode",
  "preferredLanguage",
  "proxyAddresses",
  "showInAddressList",
  "state",
  "streetAddress",
  "surname",
  "usageLocation",
  "userPrincipalName",
  "userType",
];

export async function getUser(graph: Graph, args: Values): Promise<Values> {
  const objectId = await findObjectId(graph, args);
  const id = `/users/${objectId}`;
  const user = await during(`Retrieving ${id}`, () => graph.get(id, { $select: fields.join(",") }));
  const manager = await during(`Could not retrieve manager for ${id}`, () => graph.find(`${id}/manager`));
  const organization = (user.employeeOrgData ?? {}) as Record<string, unknown>;
  return {
    ...Object.fromEntries(textOutputs.map(([output, field]) => [output, outputText(user[field])])),
    id,
    objectId,
    accountEnabled: outputFlag(user.accountEnabled),
    businessPhones: outputTexts(user.businessPhones),
    costCenter: outputText(organization.costCenter),
    division: outputText(organization.division),
    imAddresses: outputTexts(user.imAddresses),
    managerId: manager?.id ?? "",
    onpremisesSyncEnabled: outputFlag(user.onPremisesSyncEnabled),
    otherMails: outputTexts(user.otherMails),
    proxyAddresses: outputTexts(user.proxyAddresses),
    showInAddressList: outputFlag(user.showInAddressList),
  };
}

/** Outputs that are plain text, with the name that Graph has for each. */
const textOutputs = fields
  .filter((field) => !["accountEnabled", "businessPhones", "employeeOrgData", "id", "imAddresses"].includes(field))
  .filter((field) => !["onPremisesSyncEnabled", "otherMails", "proxyAddresses", "showInAddressList"].includes(field))
  .map((field) => [field.replace("onPremises", "onpremises"), field] as const);

async function findObjectId(graph: Graph, args: Values): Promise<string> {
  const key = keys.find(({ input }) => text(args[input]) !== "");
  const objectId = text(args.objectId);
  // The released provider looks at the user principal name first, then at the object id, then at the rest.
  if (key !== undefined && (key.input === "userPrincipalName" || objectId === "")) {
    return findByKey(graph, key, text(args[key.input]));
  }
  if (objectId === "") {
    throw new Error(
      "One of `object_id`, `user_principal_name`, `mail`, `mail_nickname` or `employee_id` must be supplied",
    );
  }
  const quotedId = JSON.stringify(objectId);
  try {
    return idOf(await graph.get(`/users/${objectId}`));
  } catch (error) {
    if (GraphError.isNotFound(error)) throw new Error(`User not found with object ID: ${quotedId}`, { cause: error });
    return during(`Retrieving user with object ID: ${quotedId}`, () => Promise.reject(error));
  }
}

async function findByKey(graph: Graph, key: (typeof keys)[number], value: string): Promise<string> {
  const shown = JSON.stringify(value);
  const users = await during(`Finding user with ${key.title}: ${shown}`, () =>
    graph.list("/users", { $filter: `${key.input} eq ${quoted(value)}` }),
  );
  if (users.length > 1) throw new Error(`More than one user found with ${key.title}: ${shown}`);
  const [user] = users;
  if (user === undefined) throw new Error(key.missing(shown));
  return idOf(user);
}
