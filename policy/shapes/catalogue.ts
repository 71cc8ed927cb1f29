/** What is one of a set that the catalogue lists. */
import { accounts } from "../../catalogue/accounts.ts";
import { defaultEncryptionTypeIds } from "../../catalogue/encryption-types.ts";
import { features } from "../../catalogue/features.ts";
import { gmsaModes } from "../../catalogue/provisioning-agent.ts";
import { takeoverEdges } from "../../catalogue/takeover-edges.ts";
import { oneOf } from "./shape.ts";

export const account = oneOf(...keysOf(accounts));

export const phase = oneOf("before-install", "after-install");

export const feature = oneOf(...keysOf(features));

export const defaultEncryptionTypes = oneOf(...defaultEncryptionTypeIds);

export const gmsaMode = oneOf(...gmsaModes);

export const edge = oneOf(...keysOf(takeoverEdges));

/** Names of what is in it, each by itself, where an object has one of each. */
export function keysOf<T extends object>(things: T): readonly (keyof T & string)[] {
  return Object.keys(things) as (keyof T & string)[];
}
