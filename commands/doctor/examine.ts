/** Everything that a check of a stack needs, examined side by side. */
import { tenantEnvironment } from "../../components/observation/tenant-environment.ts";
import type { ResolveService } from "../../directory/live/locate.ts";
import { now as judgementClock } from "../../policy/judgement/clock.ts";
import { exitCodes } from "../../report/exit-codes.ts";
import { examineClocks } from "./clocks.ts";
import { examineForest } from "./forest.ts";
import { type Line, Lines, merged } from "./line.ts";
import { examineMachine } from "./machine.ts";
import { examineStack, type StackChoice } from "./stack.ts";
import { examineTenant } from "./tenant.ts";

export interface ExamineOptions extends StackChoice {
  /** Absolute; relative paths in the configuration start here. */
  readonly projectRoot: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Milliseconds since 1970, by this machine's clock. */
  readonly now?: () => number;
  readonly resolveService?: ResolveService;
  /** Told what is examined at the moment. */
  readonly progress?: (what: string) => void;
}

export interface Examination {
  readonly lines: readonly Line[];
  readonly exitCode: number;
}

/** Throws ClockError. */
export async function examine(options: ExamineOptions): Promise<Examination> {
  const { projectRoot, environment, now = Date.now, progress = () => {} } = options;
  const { lines: ofStack, file } = examineStack(options, projectRoot);
  const settings = file?.settings;
  const values = file?.values ?? {};
  const ofTenant = tenantEnvironment({ get: (key) => values[key] }, environment);
  // Pinned for the practice environment alone, as in a check.
  const today = judgementClock(ofTenant);
  const pinned = environment.HYBRID_SYNC_LAB_CLOCK === undefined ? now : () => today.getTime();
  const [machine, tenant, ...forests] = await Promise.all([
    examineMachine(environment, settings?.azure !== undefined),
    examineTenant({ environment: ofTenant, settings, now, progress }),
    ...(settings?.forests ?? []).map((forest) =>
      examineForest(forest, {
        projectRoot,
        environment,
        now,
        today: pinned,
        progress,
        ...(options.resolveService === undefined ? {} : { resolveService: options.resolveService }),
      }),
    ),
  ]);
  const clocks = examineClocks([...forests, tenant].flatMap((each) => each.clocks));
  const lines = merged([...machine, ...ofStack, ...forests.flatMap((each) => each.lines), ...tenant.lines, ...clocks]);
  return { lines: settings === undefined ? [...lines, ...withoutStack(lines)] : lines, exitCode: exitCodeOf(lines) };
}

function withoutStack(lines: readonly Line[]): readonly Line[] {
  if (!lines.some(({ area, status }) => area === "Stack" && status === "failed")) return [];
  const forests = new Lines("Forests");
  forests.notChecked("Domain controllers", "the stack names them", "First correct the configuration of the stack");
  return forests.lines;
}

function exitCodeOf(lines: readonly Line[]): number {
  const failed = lines.filter(({ status }) => status === "failed");
  if (failed.some(({ area }) => area === "Stack")) return exitCodes.usage;
  if (failed.length > 0) return exitCodes.blocked;
  return lines.some(({ status }) => status === "not checked") ? exitCodes.unverified : exitCodes.clean;
}
