import { execa } from "execa";
import { describe, expect, it } from "vitest";
import { projectRoot } from "../../lab/practice.ts";
import { hasEnded } from "./pulumi/processes.ts";

/** Work that never ends by itself, beside a child process of a library that listens to signals as well. */
const endless = `
  import { execa } from "execa";
  import { interruption, unlessAborted } from "./lab/interruption.ts";
  const child = execa("sleep", ["600"], { reject: false });
  const interrupted = interruption();
  console.log("ready", child.pid);
  try {
    await unlessAborted(child, interrupted);
  } catch (error) {
    console.log(error.message);
    process.exit(error.exitStatus);
  }
`;

async function interruptWith(signal: NodeJS.Signals) {
  const child = execa("node", ["--input-type=module", "-e", endless], { cwd: projectRoot, reject: false });
  let sleeping = 0;
  child.stdout.on("data", (chunk: Buffer) => {
    const [, pid] = /ready (\d+)/.exec(chunk.toString()) ?? [];
    if (pid === undefined) return;
    sleeping = Number(pid);
    child.kill(signal);
  });
  const { exitCode, stdout, stderr } = await child;
  return { exitCode, stdout, stderr, sleeping };
}

describe("an interruption", () => {
  it.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
    ["SIGHUP", 129],
  ] as const)("by %s ends the run with status %i, one sentence, and nothing left", async (signal, status) => {
    const { exitCode, stdout, stderr, sleeping } = await interruptWith(signal);
    expect(exitCode).toBe(status);
    expect(stdout).toContain("Interrupted; what was started is ended and removed.");
    expect(stderr).toBe("");
    await expect.poll(() => hasEnded(sleeping)).toBe(true);
  });
});
