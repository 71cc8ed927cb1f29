import type { Values } from "../../property-values.ts";
import { during, type Graph, type GraphObject, idOf, quoted } from "../graph.ts";
import { hashedId } from "../hashed-id.ts";
import { flag, outputFlag, outputText, texts } from "../values.ts";

const keys = [
  { input: "userPrincipalNames", field: "userPrincipalName", title: "UPN" },
  { input: "objectIds", field: "id", title: "object ID" },
  { input: "mailNicknames", field: "mailNickname", title: "email alias" },
  { input: "mails", field: "mail", title: "mail" },
  { input: "employeeIds", field: "employeeId", title: "employee ID" },
] as const;

export async function getUsers(graph: Graph, args: Values): Promise<Values> {
  const users = flag(args.returnAll) ? await graph.list("/users") : await findUsers(graph, args);
  const column = (field: string) => users.map((user) => outputText(user[field])).filter((value) => value !== "");
  return {
    employeeIds: column("employeeId"),
    id: hashedId("users", column("id")),
    ignoreMissing: flag(args.ignoreMissing),
    mailNicknames: column("mailNickname"),
    mails: column("mail"),
    objectIds: column("id"),
    returnAll: flag(args.returnAll),
    userPrincipalNames: column("userPrincipalName"),
    users: users.map(userOutputs),
  };
}

async function findUsers(graph: Graph, args: Values): Promise<GraphObject[]> {
  const key = keys.find(({ input }) => Array.isArray(args[input]));
  if (key === undefined) {
    throw new Error(
      "One of `object_ids`, `user_principal_names`, `mail_nicknames`, `mails`, `employee_ids` or `return_all` must be specified",
    );
  }
  const users: GraphObject[] = [];
  for (const value of texts(args[key.input])) {
    const found = await during(`Finding user with ${key.title}: ${JSON.stringify(value)}`, () =>
      lookUp(graph, key.field, value),
    );
    if (found.length === 0 && !flag(args.ignoreMissing)) {
      throw new Error(`User not found with ${key.title}: ${JSON.stringify(value)}`);
    }
    users.push(...found);
  }
  return users;
}

async function lookUp(graph: Graph, field: string, value: string): Promise<GraphObject[]> {
  if (field !== "id") return graph.list("/users", { $filter: `${field} eq ${quoted(value)}` });
  const user = await graph.find(`/users/${value}`);
  return user === undefined ? [] : [user];
}

function userOutputs(user: GraphObject): Values {
  return {
    accountEnabled: outputFlag(user.accountEnabled),
    displayName: outputText(user.displayName),
    employeeId: outputText(user.employeeId),
    mail: outputText(user.mail),
    mailNickname: outputText(user.mailNickname),
    objectId: idOf(user),
    onpremisesImmutableId: outputText(user.onPremisesImmutableId),
    onpremisesSamAccountName: outputText(user.onPremisesSamAccountName),
    onpremisesUserPrincipalName: outputText(user.onPremisesUserPrincipalName),
    usageLocation: outputText(user.usageLocation),
    userPrincipalName: outputText(user.userPrincipalName),
  };
}
