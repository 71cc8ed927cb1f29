import type { Values } from "../../property-values.ts";
import { during, type Graph, type GraphObject, idOf, look, onceFound } from "../graph.ts";
import { type AzureadResource, typed } from "../resource.ts";
import { changed, flag, outputFlag, outputText, outputTexts, text, textOrNull, texts } from "../values.ts";

export const user: AzureadResource = {
  name: "User",

  async create(graph, inputs, made) {
    const principalName = text(inputs.userPrincipalName);
    if (text(inputs.password) === "") {
      throw new Error("Could not create user: `password` is required when creating a new user");
    }
    const created = await during(`Creating user ${JSON.stringify(principalName)}`, () =>
      graph.post("/users", newUser(inputs)),
    );
    const id = `/users/${idOf(created)}`;
    made(id);
    await during(`Setting \`showInAddressList\` for User (User ID: ${JSON.stringify(idOf(created))})`, () =>
      onceFound(() => graph.beta.patch(id, { ...typed("user"), showInAddressList: flag(inputs.showInAddressList) })),
    );
    if (text(inputs.managerId) !== "") await setManager(graph, id, text(inputs.managerId));
    await look(`Waiting for creation of ${id}`, async () => (await graph.find(id)) !== undefined);
  },

  async read(graph, id) {
    const basic = await during(`Retrieving ${id}`, () => graph.find(id));
    if (basic === undefined) return undefined;
    const extra = await during(`Retrieving additional fields for ${id}`, () =>
      graph.get(id, { $select: additionalFields.join(",") }),
    );
    const beta = await during(`Retrieving additional fields for ${id}`, () =>
      graph.beta.get(id, { $select: "showInAddressList" }),
    );
    const manager = await during(`Could not retrieve manager for ${id}`, () => graph.find(`${id}/manager`));
    return {
      ...basicOutputs(basic),
      ...additionalOutputs(extra),
      showInAddressList: outputFlag(beta.showInAddressList),
      managerId: manager?.id ?? "",
    };
  },

  async update(graph, id, state, inputs) {
    await during(`Could not update ${id}`, () => graph.patch(id, changedUser(state, inputs)));
    if (changed("showInAddressList", state, inputs)) {
      await during(`Setting \`showInAddressList\` for ${id}`, () =>
        graph.beta.patch(id, { ...typed("user"), showInAddressList: flag(inputs.showInAddressList) }),
      );
    }
    const managerId = text(inputs.managerId);
    if (managerId === text(state.managerId)) return;
    if (managerId !== "") await setManager(graph, id, managerId);
    else await during(`Could not remove manager for ${id}`, () => graph.delete(`${id}/manager/$ref`));
  },

  async delete(graph, id) {
    await during(`Deleting ${id}`, () => graph.delete(id));
    await look(`Waiting for deletion of ${id}`, async () => (await graph.find(id)) === undefined);
  },
};

async function setManager(graph: Graph, id: string, managerId: string): Promise<void> {
  const reference = { "@odata.id": await graph.directoryObject(managerId) };
  await during(`Could not assign manager for ${id}`, () => graph.put(`${id}/manager/$ref`, reference));
}

/** Inputs that go to Graph under the same name, unset by null. */
const plainTexts = [
  "ageGroup",
  "city",
  "companyName",
  "consentProvidedForMinor",
  "country",
  "department",
  "displayName",
  "employeeId",
  "employeeType",
  "faxNumber",
  "givenName",
  "jobTitle",
  "mobilePhone",
  "officeLocation",
  "postalCode",
  "preferredLanguage",
  "state",
  "streetAddress",
  "surname",
  "usageLocation",
  "userPrincipalName",
] as const;

const additionalFields = [
  "accountEnabled",
  "ageGroup",
  "city",
  "companyName",
  "consentProvidedForMinor",
  "country",
  "department",
  "employeeHireDate",
  "employeeId",
  "employeeOrgData",
  "employeeType",
  "faxNumber",
  "mailNickname",
  "onPremisesImmutableId",
  "otherMails",
  "passwordPolicies",
  "postalCode",
  "state",
  "streetAddress",
  "usageLocation",
] as const;

function commonProperties(inputs: Values): Record<string, unknown> {
  const policies = [
    ...(flag(inputs.disablePasswordExpiration) ? ["DisablePasswordExpiration"] : []),
    ...(flag(inputs.disableStrongPassword) ? ["DisableStrongPassword"] : []),
  ];
  return {
    ...typed("user"),
    accountEnabled: flag(inputs.accountEnabled),
    ...Object.fromEntries(plainTexts.map((property) => [property, textOrNull(inputs[property])])),
    employeeOrgData: { costCenter: textOrNull(inputs.costCenter), division: textOrNull(inputs.division) },
    otherMails: texts(inputs.otherMails),
    passwordPolicies: policies.join(", ") || null,
  };
}

function newUser(inputs: Values): Record<string, unknown> {
  const principalName = text(inputs.userPrincipalName);
  return {
    ...commonProperties(inputs),
    ...(inputs.businessPhones === undefined ? {} : { businessPhones: texts(inputs.businessPhones) }),
    ...(text(inputs.employeeHireDate) === "" ? {} : { employeeHireDate: text(inputs.employeeHireDate) }),
    ...(text(inputs.onpremisesImmutableId) === "" ? {} : { onPremisesImmutableId: text(inputs.onpremisesImmutableId) }),
    mail: textOrNull(inputs.mail),
    mailNickname: text(inputs.mailNickname) || principalName.slice(0, principalName.indexOf("@")),
    passwordProfile: passwordProfile(inputs),
  };
}

function changedUser(state: Values, inputs: Values): Record<string, unknown> {
  return {
    ...commonProperties(inputs),
    ...(inputs.mailNickname === undefined ? {} : { mailNickname: textOrNull(inputs.mailNickname) }),
    ...(text(inputs.password) !== "" && changed("password", state, inputs)
      ? { passwordProfile: passwordProfile(inputs) }
      : {}),
    ...(inputs.businessPhones !== undefined && changed("businessPhones", state, inputs)
      ? { businessPhones: texts(inputs.businessPhones) }
      : {}),
    ...(text(inputs.mail) !== "" && changed("mail", state, inputs) ? { mail: text(inputs.mail) } : {}),
    ...(inputs.onpremisesImmutableId !== undefined && changed("onpremisesImmutableId", state, inputs)
      ? { onPremisesImmutableId: textOrNull(inputs.onpremisesImmutableId) }
      : {}),
    ...(text(inputs.employeeHireDate) !== "" && changed("employeeHireDate", state, inputs)
      ? { employeeHireDate: text(inputs.employeeHireDate) }
      : {}),
  };
}

function passwordProfile(inputs: Values): Record<string, unknown> {
  return { forceChangePasswordNextSignIn: flag(inputs.forcePasswordChange), password: text(inputs.password) };
}

function basicOutputs(user: GraphObject): Values {
  return {
    aboutMe: outputText(user.aboutMe),
    businessPhones: outputTexts(user.businessPhones),
    creationType: outputText(user.creationType),
    displayName: outputText(user.displayName),
    externalUserState: outputText(user.externalUserState),
    givenName: outputText(user.givenName),
    imAddresses: outputTexts(user.imAddresses),
    jobTitle: outputText(user.jobTitle),
    mail: outputText(user.mail),
    mobilePhone: outputText(user.mobilePhone),
    objectId: outputText(user.id),
    officeLocation: outputText(user.officeLocation),
    onpremisesDistinguishedName: outputText(user.onPremisesDistinguishedName),
    onpremisesDomainName: outputText(user.onPremisesDomainName),
    onpremisesSamAccountName: outputText(user.onPremisesSamAccountName),
    onpremisesSecurityIdentifier: outputText(user.onPremisesSecurityIdentifier),
    onpremisesSyncEnabled: outputFlag(user.onPremisesSyncEnabled),
    onpremisesUserPrincipalName: outputText(user.onPremisesUserPrincipalName),
    preferredLanguage: outputText(user.preferredLanguage),
    proxyAddresses: outputTexts(user.proxyAddresses),
    surname: outputText(user.surname),
    userPrincipalName: outputText(user.userPrincipalName),
    userType: outputText(user.userType),
  };
}

function additionalOutputs(user: GraphObject): Values {
  const organization = (user.employeeOrgData ?? {}) as Record<string, unknown>;
  const policies = outputText(user.passwordPolicies)
    .split(",")
    .map((policy) => policy.trim().toLowerCase());
  return {
    accountEnabled: outputFlag(user.accountEnabled),
    ageGroup: outputText(user.ageGroup),
    city: outputText(user.city),
    companyName: outputText(user.companyName),
    consentProvidedForMinor: outputText(user.consentProvidedForMinor),
    costCenter: outputText(organization.costCenter),
    country: outputText(user.country),
    department: outputText(user.department),
    disablePasswordExpiration: policies.includes("disablepasswordexpiration"),
    disableStrongPassword: policies.includes("disablestrongpassword"),
    division: outputText(organization.division),
    employeeHireDate: outputText(user.employeeHireDate),
    employeeId: outputText(user.employeeId),
    employeeType: outputText(user.employeeType),
    faxNumber: outputText(user.faxNumber),
    mailNickname: outputText(user.mailNickname),
    onpremisesImmutableId: outputText(user.onPremisesImmutableId),
    otherMails: outputTexts(user.otherMails),
    postalCode: outputText(user.postalCode),
    state: outputText(user.state),
    streetAddress: outputText(user.streetAddress),
    usageLocation: outputText(user.usageLocation),
  };
}
