/** What the terms of a stack have to look like in the inputs of a resource; see contract/terms.ts. */
import { profiles } from "../../catalogue/profiles.ts";
import { thresholdNames } from "../../catalogue/thresholds.ts";
import type { Baseline, BaselineFinding, Exception, Terms } from "../../contract/terms.ts";
import { account, keysOf } from "./catalogue.ts";
import { type AnyShape, finite, list, nullable, object, oneOf, type Shape, storedSince, text, truth } from "./shape.ts";

/** One that a calendar has. */
const day: Shape<string> = {
  fits: (value) => typeof value === "string" && /^\d{4}-\d\d-\d\d$/.test(value) && !Number.isNaN(Date.parse(value)),
};

const thresholds = {
  fits: (value: unknown) => typeof value === "object" && value !== null && !Array.isArray(value),
  fields: () => ({
    required: [],
    shapeOf: (key: string) => (thresholdNames.some((name) => name === key) ? storedSince(finite) : undefined),
  }),
} as Shape<Terms["thresholds"]>;

const exception = object<Exception>(
  { rule: text, reason: text, approvedBy: text, ticket: text, grantedOn: day, expires: day, acceptUnverified: truth },
  { finding: storedSince(text), account: storedSince(account), forest: storedSince(text), subject: storedSince(text) },
);

const baseline = object<Baseline>({
  recordedOn: day,
  recordedBy: text,
  reason: text,
  lastDay: day,
  findings: list(object<BaselineFinding>({ id: text, rule: text, level: oneOf("mandatory", "advisory") })),
});

const terms = storedSince(
  object<Terms>(
    { profile: oneOf(...keysOf(profiles)), thresholds },
    { exceptions: storedSince(list(exception)), baseline: storedSince(nullable(baseline)) },
  ),
);

/** The shape of inputs in which terms may stand. */
export function withTerms(inputs: AnyShape): AnyShape {
  const { fields } = inputs;
  return {
    fits: inputs.fits,
    fields: (value) => {
      const own = fields?.(value);
      return { required: own?.required ?? [], shapeOf: (key) => (key === "terms" ? terms : own?.shapeOf(key)) };
    },
  };
}
