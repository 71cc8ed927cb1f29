/** Bytes or text that are no valid security identifier, GUID, access control entry, list or security descriptor. */
export class SecurityDescriptorError extends Error {
  override readonly name = "SecurityDescriptorError";
  /** Where the trouble starts: bytes from the start of what was decoded, or characters from the start of the text. */
  readonly offset: number;
  readonly reason: string;

  constructor(offset: number, reason: string) {
    super(`${reason} (at offset ${offset})`);
    this.offset = offset;
    this.reason = reason;
  }
}
