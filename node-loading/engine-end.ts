import { fstatSync } from "node:fs";

/**
 * Calls `end` once, when the engine that started this process is gone, however it ended: it holds the other end of
 * standard input. Where that is anything else than a pipe, nothing tells.
 */
export function whenEngineIsGone(end: () => void): void {
  const input = fstatSync(0);
  if (!input.isFIFO() && !input.isSocket()) return;
  process.stdin.once("close", end).on("error", end).resume();
}
