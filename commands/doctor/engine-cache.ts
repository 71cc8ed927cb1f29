import { isAbsolute, join } from "node:path";
import envPaths from "env-paths";

/** Where engines are kept for every checkout of this user: one folder for each version and way of making it. */
export function engineCache(environment: NodeJS.ProcessEnv): string {
  const base = environment.XDG_CACHE_HOME ?? "";
  // The specification of XDG_CACHE_HOME has relative paths ignored.
  const cache = isAbsolute(base) ? join(base, "hybrid-sync") : envPaths("hybrid-sync", { suffix: "" }).cache;
  return join(cache, "engine");
}
