import { legible } from "../catalogue/legible.ts";

/** Why the tenant could not be asked, and what would allow it; holds no secret. */
export class TenantError extends Error {
  override readonly name = "TenantError";
  readonly reason: string;
  readonly remedy: string;
  /** Graph's own word for it, where it was Graph that refused. */
  readonly code: string | undefined;

  constructor(reason: string, remedy: string, code?: string) {
    super(legible(`${reason}. ${remedy}`));
    this.reason = reason;
    this.remedy = remedy;
    this.code = code;
  }
}
