/** Why the tenant could not be asked, and what would allow it; holds no secret. */
export class TenantError extends Error {
  override readonly name = "TenantError";
  readonly reason: string;
  readonly remedy: string;

  constructor(reason: string, remedy: string) {
    super(`${reason}. ${remedy}`);
    this.reason = reason;
    this.remedy = remedy;
  }
}
