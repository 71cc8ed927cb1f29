/**
 * Values that are not known in a preview, as the policy SDK marks them. From the one module that does it, because the
 * whole SDK takes a second to load and only the pack needs it. Its type declarations leave both names out.
 */
import * as sdk from "@pulumi/policy/proxy.js";
import { unescapeMark } from "../../catalogue/engine-marks.ts";
import type { AnyShape } from "../shapes/shape.ts";

interface UnknownValues {
  unknownCheckingProxy<T extends object>(inputs: T): T;
  readonly UnknownValueError: new (...args: never[]) => Error;
}

const { unknownCheckingProxy, UnknownValueError } = sdk as unknown as UnknownValues;

/** A value that is missing, or is not what it has to be: someone changed it, or another version wrote it. */
export class MisshapenInputError extends Error {
  /** `observed.details.enabled`. */
  readonly path: string;

  constructor(path: string) {
    super(`${path} is missing or has an unexpected value`);
    this.name = "MisshapenInputError";
    this.path = path;
  }
}

/**
 * The same inputs as plain objects and lists, except that reading a value from them throws where it is unknown, or not as
 * the shape says. What the SDK itself hands over are proxies down to the methods of a list, which answer otherwise than a
 * list here and there; past this point nobody has to know.
 */
export function guarded<T extends object>(inputs: T, shape?: AnyShape): T {
  const known = copies.get(inputs);
  if (known !== undefined) return known as T;
  const copy = plain(unknownCheckingProxy(inputs), shape, "");
  copies.set(inputs, copy);
  return copy;
}

/** One rule after the other judges the same inputs. */
const copies = new WeakMap<object, object>();

/** Copied as it is read, so that an unknown value hides only itself, and what no rule looks at costs nothing. */
function plain<T extends object>(source: T, shape: AnyShape | undefined, path: string): T {
  const copy = (Array.isArray(source) ? new Array(source.length) : {}) as T;
  const fields = shape?.fields?.(source);
  for (const key of new Set([...Object.keys(source), ...(fields?.required ?? [])]) as Set<keyof T & string>) {
    const inner = fields?.shapeOf(key);
    const place = path === "" ? key : `${path}.${key}`;
    Object.defineProperty(copy, key, {
      enumerable: true,
      configurable: true,
      get: () => {
        const value = source[key];
        if (inner !== undefined && !inner.fits(value)) throw new MisshapenInputError(place);
        const read = typeof value === "object" && value !== null ? plain(value, inner, place) : unescapeMark(value);
        Object.defineProperty(copy, key, { value: read, enumerable: true, configurable: true });
        return read;
      },
    });
  }
  return copy;
}

/** Whether an error says that a value is not known yet. */
export function isUnknownValue(error: unknown): boolean {
  return error instanceof UnknownValueError;
}
