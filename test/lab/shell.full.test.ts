import { once } from "node:events";
import { connect } from "node:net";
import { execa } from "execa";
import { describe, expect, it } from "vitest";
import { projectRoot } from "../../lab/practice.ts";

const lab = (...command: readonly string[]) =>
  execa(process.execPath, ["lab/shell.ts", ...command], { cwd: projectRoot, reject: false, stdin: "ignore" });

async function connectTo(host: string): Promise<void> {
  const socket = connect({ host, port: 636 });
  try {
    await once(socket, "connect");
  } finally {
    socket.destroy();
  }
}

describe("npm run lab", () => {
  it("runs a command that reaches the practice directory, the tenant and the engine, and ends as it does", async () => {
    const script = [
      "pulumi version",
      'npx hybrid-sync check --stack dev --config-file "$LAB_STACK_FILE"',
      'echo "on $LAB_DOMAIN_CONTROLLER:$LAB_PORT as $LAB_READER"',
      "exit 7",
    ].join("\n");
    const { stdout, stderr, exitCode } = await lab("--", "sh", "-c", script);
    expect(exitCode, stderr).toBe(7);
    expect(stdout).toMatch(/^v\d+\.\d+\.\d+/);
    expect(stdout).toContain("Stack dev: not blocked");
    const address = /on (\S+):\d+ as CONTOSO\\svc-reader/.exec(stdout)?.[1];
    expect(address).toMatch(/^127\./);
    expect(stdout).toContain("visible to CONTOSO\\svc-reader on dc1.contoso.example");
    // Nothing is left behind.
    await expect(connectTo(address ?? "")).rejects.toThrow("ECONNREFUSED");
  });

  it("says what cannot be started, and which samples there are", async () => {
    const missing = await lab("--", "no-such-program");
    expect(missing.exitCode).toBe(1);
    expect(missing.stderr).toContain("no-such-program cannot be started");
    const unknown = await lab("--stack", "other");
    expect(unknown.stderr).toContain("Allowed choices are dev, faulty");
    expect(unknown.exitCode).toBe(1);
  });
});
