/** What applications and service principals have in common: the roles they offer and the owners they are given. */
import * as z from "zod";
import { referencedId } from "./graph-endpoints.ts";
import { badRequest } from "./graph-error.ts";

/** `owners@odata.bind`, read as object ids. */
export const owners = z
  .array(z.string())
  .default([])
  .transform((references) => references.map(referencedId));

/** @throws {GraphError} 400 when two roles share an id or a value. */
export function checkAppRoles(
  roles: readonly { readonly id: string; readonly value?: string | null | undefined }[],
): void {
  const values = roles.flatMap(({ value }) => value ?? []);
  if (hasDuplicates(roles.map(({ id }) => id))) {
    throw badRequest("Request contains a property with duplicate values: appRoles/id.");
  }
  if (hasDuplicates(values)) throw badRequest("Request contains a property with duplicate values: appRoles/value.");
}

function hasDuplicates(values: readonly string[]): boolean {
  return new Set(values).size < values.length;
}
