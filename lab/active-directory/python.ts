import { fileURLToPath } from "node:url";
import { ExecaError, execa } from "execa";

/** The system's own interpreter: others on the PATH do not see Samba's bindings, which come as system packages. */
const interpreter = "/usr/bin/python3";

/** A Python helper ended with an error. */
export class PythonHelperError extends Error {
  override readonly name = "PythonHelperError";
  readonly script: string;
  readonly detail: string;

  constructor(script: string, detail: string) {
    super(`The Python helper ${script} failed: ${detail}`);
    this.script = script;
    this.detail = detail;
  }
}

/**
 * Runs a Python script that lies beside this file: the request goes in as JSON on stdin, so that nothing of it shows in
 * a process list, and the answer comes back as one JSON document on stdout.
 *
 * @throws {PythonHelperError} with the last line that the script wrote on stderr.
 */
export async function runPython<Answer>(script: string, request: unknown): Promise<Answer> {
  const path = fileURLToPath(new URL(script, import.meta.url));
  try {
    const { stdout } = await execa(interpreter, ["-B", "-I", path], {
      input: JSON.stringify(request),
      env: { LC_ALL: "C.UTF-8" },
    });
    return JSON.parse(stdout) as Answer;
  } catch (error) {
    if (error instanceof ExecaError) {
      const lastLine = String(error.stderr).trim().split("\n").at(-1);
      throw new PythonHelperError(script, lastLine || error.shortMessage);
    }
    throw error;
  }
}
