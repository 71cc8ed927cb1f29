/** What the forest-wide attribute dSHeuristics changes about access. Source: MS-ADTS 6.1.1.2.4.1.2. */
import { ownerRights } from "./access-check.ts";
import { accessRights } from "./access-mask.ts";

export interface DirectoryHeuristics {
  /** List object mode: single objects show although their container hides its contents. Source: MS-ADTS 5.1.3.3.6. */
  readonly listObjectMode: boolean;
  /** Whether owners of computers lose the right to change permissions. Source: MS-ADTS 6.1.3.4. */
  readonly blockOwnerImplicitRights: boolean;
}

/** Places of the characters, counted from 1 as the specification does. */
const places = { listObjectMode: 3, blockOwnerImplicitRights: 29 } as const;

/** Reads the attribute of `CN=Directory Service,CN=Windows NT,CN=Services` in the configuration; null where it is absent. */
export function parseDirectoryHeuristics(text: string | null): DirectoryHeuristics {
  const isOn = (place: number): boolean => text?.charAt(place - 1) === "1";
  return {
    listObjectMode: isOn(places.listObjectMode),
    blockOwnerImplicitRights: isOn(places.blockOwnerImplicitRights),
  };
}

/**
 * What an owner holds without any entry: less on computers, and what is derived from them, where the forest blocks it
 * and the requester is in neither Domain Admins nor Enterprise Admins.
 */
export function implicitOwnerRights(
  { blockOwnerImplicitRights }: DirectoryHeuristics,
  { isComputer, isAdministrator }: { readonly isComputer: boolean; readonly isAdministrator: boolean },
): number {
  return blockOwnerImplicitRights && isComputer && !isAdministrator ? accessRights.readControl : ownerRights;
}
