#!/usr/bin/env node
// Plain JavaScript, so that every version of Node can run it: what is missing is said in one sentence.
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

// As report/exit-codes.ts has them; what goes wrong below may keep that file from being read.
const exitCodes = { usage: 2, fault: 4 };

// Node itself would end with 1, which stands for a finding, or with 13 where nothing is left to wait for.
process.on("uncaughtException", (error) => {
  process.stderr.write(`${String(error?.stack ?? error).replace(/[^\P{Cc}\n]/gu, "?")}\n`);
  process.exit(exitCodes.fault);
});
process.on("exit", (code) => {
  if (code === 13) process.exitCode = exitCodes.fault;
});

if (existsSync(fileURLToPath(new URL("../node_modules/commander", import.meta.url)))) {
  await import("../node-loading/require-node.js");
  (await import("../node-loading/compile-cache.js")).keepCompiled("plain");
  await import("../node-loading/lighter-sdk.js");
  const { currentCompiledCheck } = await import("../node-loading/compiled-check.js");
  const compiled = process.argv[2] === "check" ? currentCompiledCheck() : undefined;
  await import(compiled ?? "./main.ts");
} else {
  process.stderr.write("hybrid-sync is not installed yet. Run in its folder: npm ci\n");
  process.exitCode = exitCodes.usage;
}
