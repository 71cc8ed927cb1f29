import fc from "fast-check";
import type {
  AccessControlEntry,
  ObjectEntryKind,
  PlainEntryKind,
} from "../../../directory/security/access-control-entry.ts";
import type { BinaryOperator, Expression, UnaryOperator } from "../../../directory/security/conditional-expression.ts";
import {
  type AccessControlList,
  controlFlags,
  type SecurityDescriptor,
} from "../../../directory/security/security-descriptor.ts";

/**
 * How many random cases a property is tried with: fewer where the same tests run over and over again, as mutation
 * testing does, more where time does not matter, as in `npm run prove`.
 */
export function runs(usual: number): number {
  return Math.ceil(usual * Number(process.env.PROPERTY_RUNS_FACTOR ?? 1));
}

// Where mutants are tried, whether one is caught is all that counts, not by how small a case.
if (process.env.PROPERTY_ENDS_ON_FAILURE !== undefined) fc.configureGlobal({ endOnFailure: true });

const uint32 = fc.integer({ min: 0, max: 0xffff_ffff });
const byte = fc.integer({ min: 0, max: 0xff });

/** Any security identifier in its canonical spelling, authorities of 2^32 and more included. */
export const sids = fc
  .tuple(
    fc.oneof(
      { weight: 4, arbitrary: fc.constant("5") },
      { weight: 2, arbitrary: uint32.map(String) },
      {
        weight: 1,
        arbitrary: fc
          .tuple(fc.integer({ min: 1, max: 0xffff }), uint32)
          .map(([high, low]) => `0x${high.toString(16).padStart(4, "0")}${low.toString(16).padStart(8, "0")}`),
      },
    ),
    fc.array(uint32, { minLength: 0, maxLength: 15 }),
  )
  .map(([authority, parts]) => ["S-1", authority, ...parts].join("-"));

export const guids = fc
  .uint8Array({ minLength: 16, maxLength: 16 })
  .map((bytes) => Buffer.from(bytes).toString("hex"))
  .map((hex) => hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5"));

/** Bytes that keep an entry's size a multiple of four. */
const padded = (minimum: number) =>
  fc.array(uint32, { minLength: minimum, maxLength: 5 }).map((words) => new Uint8Array(new Uint32Array(words).buffer));

const plainKind = fc.constantFrom<PlainEntryKind[]>(
  "allow",
  "deny",
  "audit",
  "allow callback",
  "deny callback",
  "audit callback",
  "mandatory label",
  "resource attribute",
  "scoped policy",
);
const objectKind = fc.constantFrom<ObjectEntryKind[]>(
  "allow object",
  "deny object",
  "audit object",
  "allow callback object",
  "deny callback object",
  "audit callback object",
);
const common = { flags: byte, mask: uint32, trustee: sids };
const definedTypes = [0, 1, 2, 5, 6, 7, 9, 10, 11, 12, 13, 15, 17, 18, 19];

const entries: fc.Arbitrary<AccessControlEntry> = fc.oneof(
  fc.record(
    { kind: plainKind, ...common, applicationData: padded(1) },
    { requiredKeys: ["kind", "flags", "mask", "trustee"] },
  ),
  fc.record(
    {
      kind: objectKind,
      ...common,
      objectType: guids,
      inheritedObjectType: guids,
      reservedObjectFlags: fc.integer({ min: 1, max: 0x3fff_ffff }).map((bits) => (bits << 2) >>> 0),
      applicationData: padded(1),
    },
    { requiredKeys: ["kind", "flags", "mask", "trustee"] },
  ),
  fc.record({
    kind: fc.constant("unknown" as const),
    type: byte.filter((type) => !definedTypes.includes(type)),
    flags: byte,
    body: padded(0),
  }),
);

const lists: fc.Arbitrary<AccessControlList> = fc.record({
  revision: fc.constantFrom(2, 4),
  entries: fc.array(entries, { maxLength: 12 }),
});

/** Any security descriptor whose control word agrees with its lists. */
export const descriptors: fc.Arbitrary<SecurityDescriptor> = fc
  .record({
    control: fc.integer({ min: 0, max: 0xffff }),
    resourceManagerControl: byte,
    owner: fc.option(sids),
    group: fc.option(sids),
    dacl: fc.option(lists),
    sacl: fc.option(lists),
  })
  .map((model) => ({
    ...model,
    control:
      model.control |
      controlFlags.selfRelative |
      (model.dacl === null ? 0 : controlFlags.daclPresent) |
      (model.sacl === null ? 0 : controlFlags.saclPresent),
  }));

const literal: fc.Arbitrary<Expression> = fc.oneof(
  fc.record({
    kind: fc.constant("number" as const),
    value: fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }),
    style: fc.record({
      sign: fc.constantFrom("+" as const, "" as const),
      base: fc.constantFrom(8 as const, 10 as const, 16 as const),
    }),
  }),
  fc.record({
    kind: fc.constant("number" as const),
    value: fc.bigInt({ min: -(2n ** 63n), max: 0n }),
    style: fc.record({
      sign: fc.constant("-" as const),
      base: fc.constantFrom(8 as const, 10 as const, 16 as const),
    }),
  }),
  fc.record({ kind: fc.constant("string" as const), value: fc.string().map((text) => text.replaceAll('"', "'")) }),
  fc.record({ kind: fc.constant("octets" as const), value: fc.uint8Array({ maxLength: 8 }) }),
  fc.record({ kind: fc.constant("sid" as const), value: sids }),
);
const list: fc.Arbitrary<Expression> = fc.record({
  kind: fc.constant("list" as const),
  items: fc.array(literal, { maxLength: 4 }),
});
const scoped: fc.Arbitrary<Expression> = fc.record({
  kind: fc.constant("attribute" as const),
  scope: fc.constantFrom("user" as const, "resource" as const, "device" as const),
  name: fc.string({ minLength: 1 }),
});
const local: fc.Arbitrary<Expression> = fc.record({
  kind: fc.constant("attribute" as const),
  scope: fc.constant("local" as const),
  name: fc.stringMatching(/^x[A-Za-z0-9:./_]{0,6}$/),
});
const attribute = fc.oneof(scoped, local);
const identifier: fc.Arbitrary<Expression> = fc.record({ kind: fc.constant("sid" as const), value: sids });
const relation: fc.Arbitrary<Expression> = fc.oneof(
  fc.record({
    kind: fc.constant("binary" as const),
    operator: fc.constantFrom<BinaryOperator[]>(
      "==",
      "!=",
      "<",
      "<=",
      ">",
      ">=",
      "Contains",
      "Any_of",
      "Not_Contains",
      "Not_Any_of",
    ),
    left: attribute,
    right: fc.oneof(literal, list, scoped),
  }),
  fc.record({
    kind: fc.constant("unary" as const),
    operator: fc.constantFrom<UnaryOperator[]>(
      "Member_of",
      "Device_Member_of",
      "Member_of_Any",
      "Device_Member_of_Any",
      "Not_Member_of",
      "Not_Device_Member_of",
      "Not_Member_of_Any",
      "Not_Device_Member_of_Any",
    ),
    operand: fc.oneof(
      identifier,
      fc.array(identifier, { minLength: 1, maxLength: 3 }).map((items) => ({ kind: "list" as const, items })),
    ),
  }),
  fc.record({
    kind: fc.constant("unary" as const),
    operator: fc.constantFrom<UnaryOperator[]>("Exists", "Not_Exists"),
    operand: attribute,
  }),
  attribute,
);
const { expression } = fc.letrec<{ expression: Expression }>((tie) => ({
  expression: fc.oneof(
    { depthSize: "small" },
    relation,
    fc.record({
      kind: fc.constant("unary" as const),
      operator: fc.constant("!" as const),
      operand: tie("expression"),
    }),
    fc.record({
      kind: fc.constant("binary" as const),
      operator: fc.constantFrom("&&" as const, "||" as const),
      left: tie("expression"),
      right: tie("expression"),
    }),
  ),
}));

/** Conditions that words can express. */
export const expressions = expression;
