import type { LockDown } from "../../../directory/facts/lock-down.ts";
import { list, nullable, object, text, truth } from "../shape.ts";
import { sampled } from "./sample.ts";
import { schemaNames } from "./schema-names.ts";

export const lockDown = object<LockDown>({
  inherits: truth,
  owner: nullable(
    object<NonNullable<LockDown["owner"]>>({ name: text, administrative: truth, restrained: truth }, { sid: text }),
  ),
  surplus: sampled(
    object<LockDown["surplus"]["sample"][number]>(
      { trustee: text, entry: text },
      {
        usual: truth,
        origin: nullable(object<{ on: string; entry: string }>({ on: text, entry: text })),
        names: schemaNames,
      },
    ),
  ),
  missing: list(text),
});
