/** Completion as a shell asks for it. */
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { projectRoot } from "../../lab/practice.ts";
import { ensureShells } from "../../lab/shells.ts";
import { parseScript } from "../powershell.ts";

let folder: string;
let environment: Record<string, string>;
beforeAll(async () => {
  await ensureShells();
  folder = mkdtempSync(join(tmpdir(), "hybrid-sync-"));
  mkdirSync(join(folder, "bin"));
  const program = join(folder, "bin", "hybrid-sync");
  writeFileSync(program, `#!/bin/sh\nexec "${process.execPath}" "${projectRoot}/commands/hybrid-sync.js" "$@"\n`);
  chmodSync(program, 0o755);
  mkdirSync(join(folder, "work", "results"), { recursive: true });
  for (const name of ["first.json", "$(touch owned).json", "a b.json"]) {
    writeFileSync(join(folder, "work", "results", name), "");
  }
  environment = { PATH: `${join(folder, "bin")}${delimiter}${process.env.PATH}`, TERM: "dumb" };
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const inFolder = () => ({ cwd: join(folder, "work"), env: environment, reject: false }) as const;

/** What bash would offer for these words, the last of which is unfinished. */
async function offeredInBash(...words: readonly string[]): Promise<readonly string[]> {
  const { stdout, stderr } = await execa(
    "bash",
    [
      "--norc",
      "-uc",
      `source <(hybrid-sync completion bash); COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _hybrid_sync; printf "%s\\n" "\${COMPREPLY[@]}"`,
      "bash",
      "hybrid-sync",
      ...words,
    ],
    inFolder(),
  );
  expect(stderr).toBe("");
  return stdout.split("\n");
}

describe("in bash", () => {
  it.each([
    ["commands", ["com"], ["compare", "completion"]],
    ["options", ["check", "--st"], ["--stack", "--state"]],
    ["formats", ["check", "--format", "s"], ["sarif"]],
    ["formats behind a sign, where bash divides the word", ["report", "--format", "=", "c"], ["csv"]],
    ["stacks", ["check", "--stack", ""], ["dev", "faulty"]],
    ["files, but none whose name a shell would run", ["report", "results/"], ["results/first.json"]],
    ["folders on the way to a file", ["check", "--state", "re"], ["results/"]],
    ["nothing where a text is free", ["baseline", "--reason", ""], [""]],
  ])("offers %s", async (_, words, offered) => {
    expect(await offeredInBash(...words)).toEqual(offered);
  });

  it("runs nothing of what was typed", async () => {
    expect(await offeredInBash("check", "--stack", "$(touch owned)")).toEqual([""]);
    expect(existsSync(join(folder, "work", "owned"))).toBe(false);
  });
});

describe("in zsh", () => {
  it("completes a line that is typed on a terminal", async () => {
    const { stdout } = await execa(
      "zsh",
      [
        "-fc",
        `zmodload zsh/zpty
zpty z 'zsh -f -i'
zpty -w z 'PS1=; autoload -U compinit; compinit -u -D; source <(hybrid-sync completion zsh); echo READY$((6 * 7))'
zpty -r -m z out '*READY42*'
zpty -w -n z $'hybrid-sync check --format sar\\t'
zpty -r -m z out '*--format sarif *'
print -r -- "$out"`,
      ],
      inFolder(),
    );
    expect(stdout).toContain("--format sarif ");
  });
});

describe("in fish", () => {
  it("offers commands with what they do, and files", async () => {
    const { stdout, stderr } = await execa(
      "fish",
      [
        "--no-config",
        "-c",
        'hybrid-sync completion fish | source; complete -C "hybrid-sync comp"; complete -C "hybrid-sync report results/"',
      ],
      inFolder(),
    );
    expect(stderr).toBe("");
    expect(stdout).toMatch(/^compare\tSays what has changed/m);
    expect(stdout).toMatch(/^results\/first\.json$/m);
  });
});

describe("in PowerShell", () => {
  it("is a script that the grammar understands, and registers itself", async () => {
    const { stdout } = await execa("hybrid-sync", ["completion", "powershell"], inFolder());
    const { commands, errors } = parseScript(stdout);
    expect(commands).toContain("Register-ArgumentCompleter");
    expect(errors).toEqual([]);
  });
});

describe("hybrid-sync completion", () => {
  it("ends with 2 for a shell that it does not know, and names those that it knows", async () => {
    const { exitCode, stderr } = await execa("hybrid-sync", ["completion", "tcsh"], inFolder());
    expect(exitCode).toBe(2);
    expect(stderr).toContain("Allowed choices are bash, zsh, fish, powershell.");
  });

  it("says in its help by which line each shell loads it", async () => {
    const { stdout, exitCode } = await execa("hybrid-sync", ["completion", "--help"], inFolder());
    expect(exitCode).toBe(0);
    for (const line of ["source <(hybrid-sync completion bash)", "hybrid-sync completion fish | source"]) {
      expect(stdout).toContain(line);
    }
  });
});
