import { Practice, type PracticeOptions } from "../../lab/practice.ts";
import { sampleClock, samples } from "../../lab/sample-tenants.ts";

export interface SampleOptions extends Pick<PracticeOptions, "configuration"> {
  /** Observe a running practice directory of the same forest, in place of the recorded snapshot. */
  readonly live?: boolean;
}

/** A sample stack with its own tenant, on the day on which the samples are judged. */
export function openSample(stack: string, { live = false, ...options }: SampleOptions = {}): Promise<Practice> {
  const sample = samples[stack];
  if (!sample) throw new Error(`no sample ${stack}`);
  return Practice.open({
    ...options,
    stack,
    clock: sampleClock,
    tenant: sample.tenant,
    ...(live ? { forest: sample.forest() } : {}),
  });
}
