/** What every place that an engine may come from is asked with, and answers. */

export interface EngineOptions {
  /** Told what is going on, a line at a time; building takes minutes. */
  readonly progress: (line: string) => void;
  /** Whether the person agreed to a download, which runs a script from the internet. */
  readonly allowDownload: boolean;
  /** The variables of the process; PATH and XDG_CACHE_HOME count, and HYBRID_SYNC_ALLOW_DOWNLOAD=true agrees to a download. */
  readonly environment: NodeJS.ProcessEnv;
  /** Folder of the checkout; it keeps its own copy of an engine's helpers. Default: this one. */
  readonly projectRoot?: string;
}

/** What a place to get an engine from has to give: where it is, and which folders must come first on PATH. */
export interface FoundEngine {
  readonly command: string;
  readonly version: string;
  readonly folders: readonly string[];
}
