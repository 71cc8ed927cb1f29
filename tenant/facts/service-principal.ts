/** What stands for an application in the tenant. */
export interface ServicePrincipal {
  readonly objectId: string;
  /** Ids of the application permissions that it offers, by value. */
  readonly appRoleIds: Readonly<Record<string, string>>;
}
