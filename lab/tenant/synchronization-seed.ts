export interface SynchronizationSeed {
  /** Hours since the last synchronization. */
  readonly lastSyncHoursAgo: number;
  /** Nothing that comes from Active Directory takes over an object of the cloud by its name; defaults to false. */
  readonly softMatchBlocked?: boolean;
  /** … or by its anchor; defaults to false. */
  readonly hardMatchTakeoverBlocked?: boolean;
}
