import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { configurationReference } from "../../config/reference.ts";
import { alternativesOf, type Shape, settingsShape } from "../../config/shape.ts";
import { problemsOf } from "./problems-of.ts";

/** Every shape below one, with its path. */
function shapesIn(shape: Shape, path: string): { shape: Shape; path: string }[] {
  const below = Object.entries(shape.properties ?? {}).flatMap(([key, property]) =>
    shapesIn(property, `${path}.${key}`),
  );
  const entries = shape.items ? shapesIn(shape.items, `${path}[]`) : [];
  return [
    { shape, path },
    ...below,
    ...entries,
    ...alternativesOf(shape).flatMap((one) => shapesIn({ ...one, description: "-" }, path)),
  ];
}

describe("docs/configuration.md", () => {
  it("tells the meaning of every key", () => {
    const undescribed = Object.entries(settingsShape.properties ?? {})
      .flatMap(([key, shape]) => shapesIn(shape, key))
      .filter(({ shape, path }) => !shape.description && !path.endsWith("identity.kind"));
    expect(undescribed.map(({ path }) => path)).toEqual([]);
  });

  it("has a row for every key", () => {
    const reference = configurationReference();
    const missing = Object.entries(settingsShape.properties ?? {})
      .flatMap(([key, shape]) => shapesIn(shape, key))
      .filter(({ path }) => !path.endsWith("[]") && !reference.includes(`| \`${path}\` |`));
    expect(missing.map(({ path }) => path)).toEqual([]);
  });

  it("gives minimal examples that together are a valid configuration", () => {
    const examples = [...configurationReference().matchAll(/```yaml\n([\s\S]*?)```/g)].map(
      ([, text]) => (parse(text ?? "") as { config: Record<string, unknown> }).config,
    );
    const values = Object.entries(Object.assign({}, ...examples) as Record<string, unknown>).map(
      ([key, value]): [string, unknown] => [key.replace("hybrid-sync:", ""), value],
    );
    expect(values.map(([key]) => key)).toEqual([
      "forests",
      "judgement",
      "profile",
      "cloudSync",
      "connectSync",
      "guardRails",
      "azure",
      "attestations",
      "exceptions",
    ]);
    expect(problemsOf(Object.fromEntries(values))).toEqual([]);
  });
});
