/** One `type=value` of a distinguished name, with the escapes of the value resolved. */
export interface RelativeDistinguishedName {
  readonly type: string;
  readonly value: string;
}

const attributeType = /^(?:[A-Za-z][A-Za-z0-9-]*|\d+(?:\.\d+)+)$/;
const escapable = ',+"\\<>;=# ';
const mustBeEscaped = '+"<>;\0';

/**
 * Reads a distinguished name in the string form of RFC 4514, nearest component first; undefined when it is not one.
 * Spaces around `=` and `,` are tolerated, as Active Directory tolerates them. Several `type=value` pairs in one
 * component (`CN=a+OU=b`) are not: Active Directory has none.
 *
 * Source: https://www.rfc-editor.org/rfc/rfc4514
 */
export function parseDistinguishedName(text: string): readonly RelativeDistinguishedName[] | undefined {
  const names: RelativeDistinguishedName[] = [];
  for (const component of splitAtCommas(text)) {
    const name = parseComponent(component);
    if (!name) return undefined;
    names.push(name);
  }
  return names;
}

/** DNS name of the domain a distinguished name lies in, from its trailing DC components; undefined without any. */
export function domainOf(names: readonly RelativeDistinguishedName[]): string | undefined {
  const isDomainComponent = (name: RelativeDistinguishedName) => name.type.toUpperCase() === "DC";
  const last = names.findLastIndex((name) => !isDomainComponent(name));
  const labels = names.slice(last + 1).map((name) => name.value);
  return labels.length > 0 ? labels.join(".") : undefined;
}

/** The container an object is in; null for a name of one component. */
export function parentOf(distinguishedName: string): string | null {
  const first = /^(?:\\.|[^,\\])*,/.exec(distinguishedName)?.[0];
  return first === undefined ? null : distinguishedName.slice(first.length);
}

function splitAtCommas(text: string): string[] {
  const components: string[] = [];
  let start = 0;
  for (let index = 0; index < text.length; index++) {
    if (text[index] === "\\") index++;
    else if (text[index] === ",") {
      components.push(text.slice(start, index));
      start = index + 1;
    }
  }
  components.push(text.slice(start));
  return components;
}

function parseComponent(component: string): RelativeDistinguishedName | undefined {
  const equals = component.indexOf("=");
  if (equals === -1) return undefined;
  const type = component.slice(0, equals).trim();
  const value = unescapeValue(component.slice(equals + 1));
  return attributeType.test(type) && value ? { type, value } : undefined;
}

/** Undefined for an escape that is none, or for a character that stands bare where it must be escaped. */
function unescapeValue(text: string): string | undefined {
  const raw = trimUnescaped(text);
  if (raw.startsWith("#")) return undefined;
  const bytes: number[] = [];
  for (let index = 0; index < raw.length; index++) {
    const character = raw.charAt(index);
    if (character !== "\\") {
      if (mustBeEscaped.includes(character)) return undefined;
      // A surrogate pair is one character, which UTF-8 encodes as a whole.
      const whole = String.fromCodePoint(raw.codePointAt(index) ?? 0);
      bytes.push(...Buffer.from(whole, "utf8"));
      index += whole.length - 1;
      continue;
    }
    const hex = raw.slice(index + 1, index + 3);
    const next = raw.charAt(index + 1);
    if (/^[0-9A-Fa-f]{2}$/.test(hex)) {
      bytes.push(Number.parseInt(hex, 16));
      index += 2;
    } else if (next !== "" && escapable.includes(next)) {
      bytes.push(next.charCodeAt(0));
      index += 1;
    } else return undefined;
  }
  return decodeUtf8(bytes);
}

function trimUnescaped(text: string): string {
  const start = text.trimStart();
  const end = start.trimEnd();
  // The last space of "name\ " is escaped and belongs to the value.
  const trailingBackslashes = /\\*$/.exec(end)?.[0].length ?? 0;
  return trailingBackslashes % 2 === 1 && end.length < start.length ? start.slice(0, end.length + 1) : end;
}

function decodeUtf8(bytes: readonly number[]): string | undefined {
  const decoded = Buffer.from(bytes).toString("utf8");
  return Buffer.from(decoded, "utf8").equals(Buffer.from(bytes)) ? decoded : undefined;
}
