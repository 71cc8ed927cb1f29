// Pulumi's SDK takes this variable from the environment of the person, too, and would take an update for a preview: the
// program shows in a preview what it holds back in an update. Only the flag of the engine says which of them it is.
if (!process.argv.includes("--dry-run")) delete process.env.PULUMI_NODEJS_DRY_RUN;
// components.ts looks for it, because another program has to load this file by itself.
globalThis[Symbol.for("hybrid-sync: dry run by the engine's word")] = true;
