/** A refusal in the words of Azure Resource Manager. */
export class AzureError extends Error {
  override readonly name = "AzureError";
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}
