/** Where an observation comes from. */
export type Evidence =
  | {
      readonly source: "live";
      /** DNS name of the domain controller that answered. */
      readonly domainController: string;
      /** Who asked: the name the reader is bound as. */
      readonly reader: string;
      readonly domainControllers?: DomainControllers;
    }
  | {
      readonly source: "snapshot";
      readonly domainController: string;
      readonly reader: string;
      readonly domainControllers?: DomainControllers;
      /** When the snapshot was recorded, ISO 8601 in UTC. */
      readonly recordedAt: string;
      /** Days after which it no longer counts. */
      readonly maximumAgeDays: number;
      /** Present where the snapshot was changed after it was recorded, and the configuration accepts that. */
      readonly edited?: true;
      /** Present where every name is a pseudonym: the file with the real ones is not given. */
      readonly pseudonyms?: true;
    }
  /** The source itself could not be opened; every fact that rests on it says why. */
  | {
      readonly source: "none";
      /** Present where the domain controller refused the logon of the reader, which counts towards its lockout. */
      readonly logonRefused?: true;
    };

/**
 * Which domain controllers answered for which domain, where a forest has several domains; ordered by domain. Several are
 * named where one was lost and another went on; none where the domain could not be asked.
 */
export type DomainControllers = readonly { readonly domain: string; readonly names: readonly string[] }[];
