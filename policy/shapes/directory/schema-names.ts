import type { SchemaNames } from "../../../directory/facts/schema-names.ts";
import type { Shape } from "../shape.ts";
import { object, oneOf, table, text } from "../shape.ts";

export const schemaNames: Shape<SchemaNames> = table(
  object<SchemaNames[string]>({ name: text, kind: oneOf("class", "attribute", "right") }),
);
