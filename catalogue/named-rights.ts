/**
 * What administration tools call the rights of every forest, by rightsGuid: what stands in the object type of an access
 * control entry. Those that a sync set-up needs are in control-access-rights.ts.
 *
 * Source: https://learn.microsoft.com/windows/win32/adschema/extended-rights, MS-ADTS 5.1.3.2.1
 */
import { attributeGuids } from "./schema-objects.ts";

/** Attributes that are read and written together. */
export const propertySets: Readonly<Record<string, string>> = {
  "4c164200-20c0-11d0-a768-00aa006e0529": "Account Restrictions",
  "72e39547-7b18-11d1-adef-00c04fd8d5cd": "DNS Host Name Attributes",
  "c7407360-20bf-11d0-a768-00aa006e0529": "Domain Password & Lockout Policies",
  "59ba2f42-79a2-11d0-9020-00c04fc2d3cf": "General Information",
  "bc0ac240-79a9-11d0-9020-00c04fc2d4cf": "Group Membership",
  "5f202010-79a5-11d0-9020-00c04fc2d4cf": "Logon Information",
  "ffa6f046-ca4b-4feb-b40d-04dfee722543": "MS-TS-GatewayAccess",
  "b8119fd0-04f6-4762-ab7a-4986c76b3f9a": "Other Domain Parameters (for use by SAM)",
  "77b5b886-944a-11d1-aebd-0000f80367c1": "Personal Information",
  "e45795b2-9455-11d1-aebd-0000f80367c1": "Phone and Mail Options",
  "91e647de-d96f-4b70-9557-d63ff4f3ccd8": "Private Information",
  "e48d0154-bcf8-11d1-8702-00c04fb96050": "Public Information",
  "037088f8-0ae1-11d2-b422-00a0c968f939": "Remote Access Information",
  "5805bc62-bdc9-4428-a5e2-856a0f4c185e": "Terminal Server License Server",
  "e45795b3-9455-11d1-aebd-0000f80367c1": "Web Information",
};

/** Control access rights. */
export const otherControlAccessRights: Readonly<Record<string, string>> = {
  "440820ad-65b4-11d1-a3da-0000f875ae0d": "Add GUID",
  "1abd7cf8-0a99-11d1-adbb-00c04fd8d5cd": "Allocate Rids",
  "68b1d179-0d15-4d4f-ab71-46152e79a7bc": "Allowed To Authenticate",
  "edacfd8f-ffb3-11d1-b41d-00a0c968f939": "Apply Group Policy",
  "0e10c968-78fb-11d2-90d4-00c04f79dc55": "Certificate Enrollment",
  "014bf69c-7b3b-11d1-85f6-08002be74fab": "Change Domain Master",
  "cc17b1fb-33d9-11d2-97d4-00c04fd8d5cd": "Change Infrastructure Master",
  "bae50096-4752-11d1-9052-00c04fc2d4cf": "Change PDC",
  "d58d5f36-0a98-11d1-adbb-00c04fd8d5cd": "Change Rid Master",
  "e12b56b6-0a95-11d1-adbb-00c04fd8d5cd": "Change Schema Master",
  "e2a36dc9-ae17-47c3-b58b-be34c55ba633": "Create Inbound Forest Trust",
  "69ae6200-7f46-11d2-b9ad-00c04f79f805": "DS Check Stale Phantoms",
  "2f16c4a5-b98e-432c-952a-cb388ba33f2e": "DS Execute Intentions Script",
  "9923a32a-3607-11d2-b9be-0000f87a36b2": "Add/Remove Replica In Domain",
  "4ecc03fe-ffc0-4947-b630-eb672a8a9dbc": "DS Query Self Quota",
  "1131f6ac-9c07-11d1-f79f-00c04fc2dcd2": "Manage Replication Topology",
  "f98340fb-7c5b-4cdb-a00b-2ebdfa115a96": "Monitor Active Directory Replication",
  "1131f6ab-9c07-11d1-f79f-00c04fc2dcd2": "Replication Synchronization",
  "fec364e0-0a98-11d1-adbb-00c04fd8d5cd": "Do Garbage Collection",
  "ab721a52-1e2f-11d0-9819-00aa0040529b": "Domain Administer Server",
  "05c74c5e-4deb-43b4-bd9f-86664c2a7fd5": "Enable Per User Reversibly Encrypted Password",
  "b7b1b3de-ab09-4242-9e30-9980e5d322f7": "Generate RSoP Logging",
  "b7b1b3dd-ab09-4242-9e30-9980e5d322f7": "Generate RSoP Planning",
  "7c0e2a7c-a419-48e4-a995-10180aad54dd": "Manage Optional Features",
  "ba33815a-4f93-4c76-87f3-57574bff8109": "Migrate SID History",
  "a1990816-4298-11d1-ade2-00c04fd8d5cd": "Open Address Book",
  "45ec5156-db7e-47bb-b53f-dbeb2d03c40f": "Reanimate Tombstones",
  "0bc1554e-0a99-11d1-adbb-00c04fd8d5cd": "Recalculate Hierarchy",
  "62dd28a8-7f46-11d2-b9ad-00c04f79f805": "Recalculate Security Inheritance",
  "ab721a56-1e2f-11d0-9819-00aa0040529b": "Receive As",
  "9432c620-033c-4db7-8b58-14ef6d0bf477": "Refresh Group Cache",
  "1a60ea8d-58a6-4b20-bcdc-fb71eb8a9ff8": "Reload SSL Certificate",
  "7726b9d5-a4b4-4288-a6b2-dce952e80a7f": "Run Protect Admin Groups Task",
  "91d67418-0135-4acc-8d79-c08e857cfbec": "SAM Enumerate Entire Domain",
  "ab721a54-1e2f-11d0-9819-00aa0040529b": "Send As",
  "ab721a55-1e2f-11d0-9819-00aa0040529b": "Send To",
  "280f369c-67c7-438e-ae98-1d46f3c6f541": "Update Password Not Required Bit",
  "be2bb760-7f46-11d2-b9ad-00c04f79f805": "Update Schema Cache",
};

/** Validated writes. Some share the GUID of an attribute or a property set. */
export const validatedWrites: Readonly<Record<string, string>> = {
  [attributeGuids.member]: "Add/Remove self as member",
  "72e39547-7b18-11d1-adef-00c04fd8d5cd": "Validated write to DNS host name",
  [attributeGuids.servicePrincipalName]: "Validated write to service principal name",
};
