import { randomUUID } from "node:crypto";

/**
 * What the released provider calls an object for a moment, to see that changing it has come through; it shows in a
 * tenant's audit log.
 */
export function temporaryName(): string {
  return `TERRAFORM_UPDATE_${randomUUID()}`;
}
