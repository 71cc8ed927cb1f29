/**
 * schemaIDGUIDs of the classes and attributes that permissions talk about, as far as they are the same in every forest.
 * The forest's own schema is read for everything that is judged; these are for describing entries without one.
 */
import { firstValue } from "./distinguished-name.ts";

/** Source: https://learn.microsoft.com/windows/win32/adschema/classes-all */
export const classGuids = {
  user: "bf967aba-0de6-11d0-a285-00aa003049e2",
  inetOrgPerson: "4828cc14-1437-45bc-9b07-ad6f015e5f28",
  group: "bf967a9c-0de6-11d0-a285-00aa003049e2",
  contact: "5cb41ed0-0e4c-11d0-a286-00aa003049e2",
  computer: "bf967a86-0de6-11d0-a285-00aa003049e2",
  /** The class of X.500, which the cmdlets mean by "device"; registered devices are of the class msDS-Device. */
  device: "bf967a8e-0de6-11d0-a285-00aa003049e2",
  foreignSecurityPrincipal: "89e31c12-8530-11d0-afda-00c04fd930c9",
  container: "bf967a8b-0de6-11d0-a285-00aa003049e2",
  organizationalUnit: "bf967aa5-0de6-11d0-a285-00aa003049e2",
} as const;

/** Source: https://learn.microsoft.com/windows/win32/adschema/attributes-all */
export const attributeGuids = {
  lockoutTime: "28630ebf-41d5-11d1-a9c1-0000f80367c1",
  pwdLastSet: "bf967a0a-0de6-11d0-a285-00aa003049e2",
  "mS-DS-ConsistencyGuid": "23773dc2-b63a-11d2-90e1-00c04fd91ab1",
  "msDS-KeyCredentialLink": "5b47d60f-6090-40b2-9f37-2a4de88f3063",
  "msDS-ExternalDirectoryObjectId": "bd29bf90-66ad-40e1-887b-10df070419a6",
  proxyAddresses: "bf967a06-0de6-11d0-a285-00aa003049e2",
  mail: "bf967961-0de6-11d0-a285-00aa003049e2",
  member: "bf9679c0-0de6-11d0-a285-00aa003049e2",
  servicePrincipalName: "f3a64788-5306-11d1-a9c5-0000f80367c1",
} as const;

/** The one object of the schema that is no class and no attribute, and has no name of that kind. Source: MS-ADTS 3.1.1.3.1.1.1. */
export function isAggregate(distinguishedName: string): boolean {
  return firstValue(distinguishedName)?.toLowerCase() === "aggregate";
}
