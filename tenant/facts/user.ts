export interface EntraUser {
  readonly objectId: string;
  readonly userPrincipalName: string;
  readonly userType: "Member" | "Guest";
  readonly accountEnabled: boolean;
  /** onPremisesSyncEnabled. */
  readonly synchronizedFromOnPremises: boolean;
}

/** A user that can still be restored. */
export interface DeletedUser {
  readonly objectId: string;
  /** The day, `2026-11-20`. */
  readonly deletedOn: string;
}
