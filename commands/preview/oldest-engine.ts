/** Oldest Pulumi that runs the policy pack through its language host. */
export const oldestEngine = "3.229.0";
