import type { SyncTool } from "../../catalogue/tools.ts";

/** What a person says about the stack: nothing of it is a secret. */
export interface Told {
  readonly stack: string;
  /** DNS name of the forest. */
  readonly forest: string;
  readonly tools: readonly SyncTool[];
  readonly domainController?: string;
  readonly transport?: "ldaps" | "starttls";
  readonly port?: number;
  /** Name of the read account; undefined where it is still open. */
  readonly reader?: string;
  /** Where its password lies. */
  readonly secret: { readonly environmentVariable: string } | { readonly file: string };
  readonly certificateAuthorityFile?: string;
  /** Id of the tenant, or one of its domains. */
  readonly tenant?: string;
}

/** What a person chose among what was found; undefined takes the likeliest. */
export interface Chosen {
  readonly connectorAccount?: string;
  readonly agentsAccount?: string;
  readonly administrator?: string;
}
