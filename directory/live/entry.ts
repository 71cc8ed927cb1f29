import type { Entry } from "ldapts";
import { integerIn, onlyValue } from "../damaged-value.ts";

/** Attributes whose values are bytes and no text. */
export const binaryAttributes = [
  "objectSid",
  "sIDHistory",
  "tokenGroups",
  "tokenGroupsGlobalAndUniversal",
  "nTSecurityDescriptor",
  "schemaIDGUID",
  "attributeSecurityGUID",
  "msDS-GroupMSAMembership",
  "msDS-AllowedToActOnBehalfOfOtherIdentity",
  "mS-DS-CreatorSID",
  "mS-DS-ConsistencyGuid",
  "objectGUID",
  "logonHours",
];

const isBinary: ReadonlySet<string> = new Set(binaryAttributes.map((name) => name.toLowerCase()));

/** One object of an answer, with values as a list each; a missing attribute has none. */
export class LdapEntry {
  readonly distinguishedName: string;
  readonly #values: ReadonlyMap<string, readonly (string | Buffer)[]>;

  constructor(entry: Entry) {
    const { dn, ...attributes } = entry;
    this.distinguishedName = dn;
    this.#values = new Map(Object.entries(attributes).map(([name, value]) => [name.toLowerCase(), [value].flat()]));
  }

  /** The attributes that came back, by the names asked for; bytes in base64. */
  select(names: readonly string[]): Readonly<Record<string, readonly string[]>> {
    const encoding = (name: string) => (isBinary.has(name.toLowerCase()) ? "base64" : "utf8");
    return Object.fromEntries(
      names
        .map((name) => [name, this.#all(name).map((value) => Buffer.from(value).toString(encoding(name)))] as const)
        .filter(([, values]) => values.length > 0),
    );
  }

  texts(attribute: string): readonly string[] {
    return this.#all(attribute).map((value) => value.toString());
  }

  text(attribute: string): string | null {
    return this.texts(attribute)[0] ?? null;
  }

  /** Null where none came back. Throws DamagedValueError. */
  integer(attribute: string): number | null {
    const value = onlyValue(this.texts(attribute), attribute, this.distinguishedName);
    return value === null ? null : integerIn(value, attribute, this.distinguishedName);
  }

  allBytes(attribute: string): readonly Uint8Array[] {
    return this.#all(attribute).map((value) => Uint8Array.from(Buffer.from(value)));
  }

  /** Null where none came back. Throws DamagedValueError for several. */
  bytes(attribute: string): Uint8Array | null {
    return onlyValue(this.allBytes(attribute), attribute, this.distinguishedName);
  }

  #all(attribute: string): readonly (string | Buffer)[] {
    return this.#values.get(attribute.toLowerCase()) ?? [];
  }
}
