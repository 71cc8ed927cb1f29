/**
 * What the program takes of the azuread provider's package, module by module: the package as a whole evaluates all of
 * its hundred modules for whoever imports it, in every preview.
 */
export { Application } from "@pulumi/azuread/application.js";
export { ApplicationCertificate } from "@pulumi/azuread/applicationCertificate.js";
export { AppRoleAssignment } from "@pulumi/azuread/appRoleAssignment.js";
export { ConditionalAccessPolicy } from "@pulumi/azuread/conditionalAccessPolicy.js";
export { DirectoryRole } from "@pulumi/azuread/directoryRole.js";
export { DirectoryRoleAssignment } from "@pulumi/azuread/directoryRoleAssignment.js";
export { type GetServicePrincipalResult, getServicePrincipal } from "@pulumi/azuread/getServicePrincipal.js";
export { getUser } from "@pulumi/azuread/getUser.js";
export { Group } from "@pulumi/azuread/group.js";
export { GroupMember } from "@pulumi/azuread/groupMember.js";
export { NamedLocation } from "@pulumi/azuread/namedLocation.js";
export { ServicePrincipal } from "@pulumi/azuread/servicePrincipal.js";
export { User } from "@pulumi/azuread/user.js";
