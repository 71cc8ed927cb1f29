/** Type tokens of the program's own resources: what a component declares and a rule looks for. */
export const resourceTypes = {
  forest: "pulumi-nodejs:dynamic/active-directory:Forest",
  connectorAccount: "pulumi-nodejs:dynamic/active-directory:ConnectorAccount",
  groupManagedServiceAccount: "pulumi-nodejs:dynamic/active-directory:GroupManagedServiceAccount",
  privilegedAdministrator: "pulumi-nodejs:dynamic/active-directory:PrivilegedAdministrator",
  adSyncServiceAccount: "pulumi-nodejs:dynamic/active-directory:AdSyncServiceAccount",
  entraAdministrator: "pulumi-nodejs:dynamic/entra:Administrator",
  recognisedUser: "pulumi-nodejs:dynamic/entra:RecognisedUser",
  entraRoleHoldings: "pulumi-nodejs:dynamic/entra:RoleHoldings",
  entraConnectorIdentity: "pulumi-nodejs:dynamic/entra:ConnectorIdentity",
  administratorGroup: "pulumi-nodejs:dynamic/entra:AdministratorGroup",
  eligibleRole: "pulumi-nodejs:dynamic/entra:EligibleRole",
  tenant: "pulumi-nodejs:dynamic/entra:Tenant",
  vaultName: "pulumi-nodejs:dynamic/azure:VaultName",
  attestedAccount: "pulumi-nodejs:dynamic/server:AttestedAccount",
} as const;
