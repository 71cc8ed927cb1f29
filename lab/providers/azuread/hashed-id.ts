import { createHash } from "node:crypto";

/** The id of a result that is a list: it changes with what is listed. */
export function hashedId(kind: string, ids: readonly string[]): string {
  return `${kind}#${createHash("sha1").update(ids.join("-")).digest("base64url")}`;
}
