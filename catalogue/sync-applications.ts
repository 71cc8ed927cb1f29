/** Microsoft's own application that takes what Connect Sync exports; the same in every cloud. */
export const syncService = {
  title: "Microsoft Entra AD Synchronization Service",
  applicationId: "6bf85cfa-ac8a-4be5-b5de-425a0d0dc016",
  source: "https://learn.microsoft.com/entra/identity/hybrid/connect/authenticate-application-id",
} as const;

/** Application permissions by value; their ids are read from the service principal that offers them. */
export const applicationPermissions = {
  synchronization: "ADSynchronization.ReadWrite.All",
  /** Offered by Microsoft's password reset service; Connect Sync takes them for password writeback. */
  passwordWriteback: [
    "PasswordWriteback.RefreshClient.All",
    "PasswordWriteback.RegisterClientVersion.All",
    "PasswordWriteback.OffboardClient.All",
  ] as readonly string[],
} as const;
