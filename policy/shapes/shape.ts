/**
 * What stored inputs have to look like. A shape is held against each value when a rule reads it, not before: what is not
 * known yet in a preview throws when it is read, and what no rule reads costs nothing.
 */

/** Of a value, and of what stands in it. */
export interface AnyShape {
  /** Whether the value itself is of this shape; what stands in it is looked at when it is read. */
  readonly fits: (value: unknown) => boolean;
  /** What stands in an object or a list that fits. */
  readonly fields?: (value: object) => Fields;
}

/** Of values of one type, as the compiler checks. */
export interface Shape<T> extends AnyShape {
  readonly type?: (value: T) => T;
}

/** Of what stands in an object: the keys that it must have, and the shape of each key that it may have. */
export interface Fields {
  readonly required: readonly string[];
  readonly shapeOf: (key: string) => AnyShape | undefined;
}

interface AnyObjectShape extends AnyShape {
  readonly required: Readonly<Record<string, AnyShape>>;
}

interface ObjectShape<T> extends Shape<T>, AnyObjectShape {
  readonly required: Readonly<Record<string, AnyShape>>;
}

type Of<T> = T extends Shape<infer Value> ? Value : never;
type OptionalKeys<T> = { [Key in keyof T]-?: object extends Pick<T, Key> ? Key : never }[keyof T];
type RequiredShapes<T> = { readonly [Key in Exclude<keyof T, OptionalKeys<T>>]: Shape<T[Key]> };
type OptionalShapes<T> = { readonly [Key in OptionalKeys<T>]-?: Shape<Exclude<T[Key], undefined>> };

export const text: Shape<string> = { fits: (value) => typeof value === "string" };
export const truth: Shape<boolean> = { fits: (value) => typeof value === "boolean" };
export const finite: Shape<number> = { fits: Number.isFinite };
/** How many of something: never negative, never a fraction. */
export const tally: Shape<number> = { fits: (value) => Number.isSafeInteger(value) && (value as number) >= 0 };
/** A moment, ISO 8601; a day is one too. */
export const moment: Shape<string> = {
  fits: (value) => typeof value === "string" && /^\d{4}-\d\d-\d\d/.test(value) && !Number.isNaN(Date.parse(value)),
};

/** One of a few values, by which the members of a union are told apart too. */
export function oneOf<const T extends string | boolean>(...values: readonly T[]): Shape<T> {
  return Object.assign({ fits: (value: unknown) => values.includes(value as T) }, { tells: true });
}

export function nullable<T>(shape: Shape<T>): Shape<T | null> {
  const { fields } = shape;
  return { fits: (value) => value === null || shape.fits(value), ...(fields === undefined ? {} : { fields }) };
}

/** A text where earlier versions stored only that. */
export function textOr<T>({ fits, fields }: Shape<T>): Shape<T | string> {
  return { fits: (value) => typeof value === "string" || fits(value), ...(fields === undefined ? {} : { fields }) };
}

/** What earlier versions did not store: where it is absent, the rule itself says that it is not known. */
export function storedSince<T>({ fits, ...shape }: Shape<T>): Shape<T> {
  return { ...shape, fits: (value) => value === undefined || fits(value) };
}

export function list<T>(item: Shape<T>): Shape<readonly T[]> {
  return { fits: Array.isArray, fields: () => ({ required: [], shapeOf: () => item }) };
}

/** An object with values of one shape, under whatever keys. */
export function table<T>(item: Shape<T>): Shape<Readonly<Record<string, T>>> {
  return { fits: isObject, fields: () => ({ required: [], shapeOf: () => item }) };
}

/** Keys besides these are let be: another version of the program may have written them. */
export function object<T>(
  required: RequiredShapes<T>,
  ...[optional]: [OptionalKeys<T>] extends [never] ? [] : [OptionalShapes<T>]
): ObjectShape<T> {
  const shapes: Readonly<Record<string, AnyShape>> = { ...required, ...optional };
  const fields: Fields = {
    required: Object.keys(required),
    shapeOf: (key) => (Object.hasOwn(shapes, key) ? shapes[key] : undefined),
  };
  return { required: { ...required }, fits: isObject, fields: () => fields };
}

/** One of several objects, told apart by the keys that they must have and by the values of those that `oneOf` describes. */
export function either<const Options extends readonly AnyObjectShape[]>(
  ...options: Options
): Shape<Of<Options[number]>> {
  const chosen = (value: object) => options.find((option) => isChosenBy(option, value));
  return {
    fits: (value) => isObject(value) && chosen(value) !== undefined,
    fields: (value) => chosen(value)?.fields?.(value) ?? { required: [], shapeOf: () => undefined },
  };
}

function isChosenBy({ required }: AnyObjectShape, value: object): boolean {
  return Object.entries(required).every(
    ([key, shape]) =>
      Object.hasOwn(value, key) && (!("tells" in shape) || shape.fits((value as Record<string, unknown>)[key])),
  );
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
