import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { projectRoot } from "../../lab/practice.ts";

interface Process {
  readonly pid: number;
  readonly command: string;
}

/** What `npm start` started, and all that those started: each process inherits a variable of that name. */
function processesWith(variable: string): Process[] {
  return readdirSync("/proc").flatMap((pid) => {
    if (!/^\d+$/.test(pid)) return [];
    try {
      const of = (file: string) => readFileSync(`/proc/${pid}/${file}`, "latin1");
      // A zombie has ended, and nobody has asked about it yet.
      if (!of("environ").includes(variable) || of("stat").includes(") Z ")) return [];
      return [{ pid: Number(pid), command: of("cmdline").replaceAll("\0", " ") }];
    } catch {
      // It has ended meanwhile.
      return [];
    }
  });
}

const engine = /\/pulumi (preview|up) /;
/** The engine, the program, the policy pack, the stand-in for azuread, and what observes. */
const kinds = [engine, /cmd\/run\//, /run-policy-pack/, /azuread\/main\.ts/, /cmd\/dynamic-provider/];
const isEngine = ({ command }: Process) => engine.test(command);
/** Each step of its own may take so long on a machine that is busy; in milliseconds. */
const patience = { timeout: 180_000, interval: 100 };

const ways: readonly (readonly [
  string,
  NodeJS.Signals,
  (running: readonly Process[], start: ChildProcess) => number,
])[] = [
  ["npm start is told of a closed terminal", "SIGHUP", (_, start) => start.pid ?? 0],
  ["npm start is told to end", "SIGTERM", (_, start) => start.pid ?? 0],
  ["npm start is killed", "SIGKILL", (_, start) => start.pid ?? 0],
  ["the engine is told of a closed terminal", "SIGHUP", (running) => running.find(isEngine)?.pid ?? 0],
  ["the engine is told to end", "SIGTERM", (running) => running.find(isEngine)?.pid ?? 0],
  ["the engine is killed", "SIGKILL", (running) => running.find(isEngine)?.pid ?? 0],
];

describe.skipIf(process.platform !== "linux")("nothing is left running, on the real engine,", () => {
  it.each(ways)(
    "when %s (%s)",
    async (_way, signal, whom) => {
      // A shell hands on only what can be the name of a variable of its own.
      const variable = `TEST_${randomUUID().replaceAll("-", "_")}`;
      const start = spawn(process.execPath, ["lab/start.ts"], {
        cwd: projectRoot,
        env: { ...process.env, [variable]: "1" },
        stdio: "ignore",
        detached: true,
      });
      const ended = once(start, "exit");
      let running: Process[] = [];
      // A failure names the kinds that never came.
      const missing = () => {
        running = processesWith(variable);
        return kinds.filter((kind) => !running.some(({ command }) => kind.test(command)));
      };
      await expect.poll(missing, patience).toEqual([]);
      process.kill(whom(running, start), signal);
      await ended;
      await expect.poll(() => processesWith(variable), patience).toEqual([]);
    },
    900_000,
  );
});
