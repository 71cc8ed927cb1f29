/**
 * Values that are not known in a preview, as the policy SDK marks them. From the one module that does it, because the
 * whole SDK takes a second to load and only the pack needs it. Its type declarations leave both names out.
 */
import * as sdk from "@pulumi/policy/proxy.js";

interface UnknownValues {
  unknownCheckingProxy<T extends object>(inputs: T): T;
  readonly UnknownValueError: new (...args: never[]) => Error;
}

const { unknownCheckingProxy, UnknownValueError } = sdk as unknown as UnknownValues;

/** The same inputs, except that reading an unknown value from them throws. */
export function guarded<T extends object>(inputs: T): T {
  return unknownCheckingProxy(inputs);
}

/** Whether an error says that a value is not known yet. */
export function isUnknownValue(error: unknown): boolean {
  return error instanceof UnknownValueError;
}
