import type {
  DenyingEntry,
  DescriptorAttribute,
  FoundAccount,
  Grant,
  Membership,
} from "../../../directory/facts/account.ts";
import type { Shape } from "../shape.ts";
import { either, list, nullable, object, oneOf, text, truth } from "../shape.ts";
import { schemaNames } from "./schema-names.ts";

export const foundAccount = object<FoundAccount>({ distinguishedName: text, name: text, sid: text, objectClass: text });

export const membership = object<Membership>(
  { group: text, sid: text, through: list(text) },
  { by: oneOf("primary group", "SID history", "being everyone", "unseen group") },
);

export const granted = object<Extract<Grant, { granted: true }>>({
  granted: oneOf(true),
  trustee: text,
  through: list(text),
});

export const deniedBy = list(object<DenyingEntry>({ on: text, to: text, entry: text }));

export const grant: Shape<Grant> = either(
  granted,
  object<Extract<Grant, { granted: false }>>(
    { granted: oneOf(false), deniedTo: nullable(text) },
    {
      deniedBy,
      deniedIn: object<DescriptorAttribute>({
        attribute: oneOf("msDS-GroupMSAMembership"),
        value: text,
        allowsWithout: truth,
      }),
      below: object<NonNullable<Extract<Grant, { granted: false }>["below"]>>(
        { objectClass: nullable(text) },
        { names: schemaNames },
      ),
    },
  ),
);
