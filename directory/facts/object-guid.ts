/** By what an object is told from others, whatever it is called and wherever it stands. */
export interface ObjectGuid {
  /** As the observation writes it. */
  readonly distinguishedName: string;
  /** objectGUID, in lower case with hyphens. */
  readonly guid: string;
}

/**
 * Objects below the root of a domain that an observation names, ordered by name. Absent where it names none, in what an
 * earlier version observed or recorded, and for each object whose GUID the reader may not read.
 */
export interface ToldByGuid {
  readonly objectGuids?: readonly ObjectGuid[];
}
