/**
 * Distinguished names: the one place that reads, writes and compares them. A name has many spellings; names are compared
 * by {@link nameKey}, never as text.
 *
 * Sources: RFC 4514; RFC 2253, section 4, for quotation marks, semicolons and spaces, which directories still accept.
 */

/** One `type=value` of a distinguished name, with the escapes of the value resolved. */
export interface RelativeDistinguishedName {
  readonly type: string;
  readonly value: string;
}

/**
 * Reads a distinguished name, nearest component first; undefined when it is not one. Spaces around `=` and separators,
 * semicolons as separators, values in quotation marks, and types as object identifiers (`OID.2.5.4.11`) are accepted.
 * Several `type=value` pairs in one component (`CN=a+OU=b`) are not: Active Directory has none.
 */
export function parseDistinguishedName(text: string): readonly RelativeDistinguishedName[] | undefined {
  const names: RelativeDistinguishedName[] = [];
  for (const component of splitComponents(text)) {
    const name = parseComponent(component);
    if (!name) return undefined;
    names.push(name);
  }
  return names;
}

/** The value of the first component, such as the common name of an object; undefined for what is no distinguished name. */
export function firstValue(text: string): string | undefined {
  return parseDistinguishedName(text)?.[0]?.value;
}

/**
 * The one way to write a distinguished name, which every domain controller accepts; the text itself when it is none. An
 * equals sign inside a value may be escaped and need not be; Samba refuses one that is not.
 */
export function canonicalDistinguishedName(text: string): string {
  const names = parseDistinguishedName(text);
  return names === undefined ? text : names.map(({ type, value }) => `${type}=${escapeValue(value)}`).join(",");
}

/** The value of a component as it stands in a canonical distinguished name. */
export function escapeValue(value: string): string {
  const characters = [...value];
  const last = characters.length - 1;
  return characters
    .map((character, index) => {
      if (character < " ") return `\\${character.charCodeAt(0).toString(16).padStart(2, "0").toUpperCase()}`;
      const atEdge = (index === 0 && "# ".includes(character)) || (index === last && character === " ");
      return atEdge || ',+"\\<>;='.includes(character) ? `\\${character}` : character;
    })
    .join("");
}

/** What makes the canonical form of a name differ from its text in more than the case of its letters. */
const needsCare = /[^ -~]|[\\+"<>;#]|[,=] | [,=]|^ | $|=[^,]*=|(?:^|,)(?:\d|oid\.)/i;

/**
 * Equal for two texts that name the same object. Letters count without their case, beyond ASCII too, as Active Directory
 * and Samba compare them; a letter in two Unicode forms (precomposed or combined) is the same letter. Accents count:
 * Active Directory ignores them in a comparison, but then shows the object under its own name.
 * Source: MS-ADTS 3.1.1.2.2.4.
 */
export function nameKey(text: string): string {
  if (!needsCare.test(text)) return text.toLowerCase();
  const known = keys.get(text);
  if (known !== undefined) return known;
  const key = foldCase(canonicalDistinguishedName(text));
  if (keys.size === mostKeys) keys.clear();
  keys.set(text, key);
  return key;
}

/** The same names are compared again and again. */
const keys = new Map<string, string>();
const mostKeys = 10_000;

/** Without the case of letters; character by character, because a sigma at the end of a word is the same letter as one inside. */
export function foldCase(text: string): string {
  let folded = "";
  for (const character of text.normalize("NFC")) folded += character === "ς" ? "σ" : character.toLowerCase();
  return folded;
}

/** Whether two texts name the same object. */
export function isSameName(one: string, other: string): boolean {
  return one === other || nameKey(one) === nameKey(other);
}

/** Whether an object lies below another, at any distance. */
export function isBelow(name: string, ancestor: string): boolean {
  return belowKey(nameKey(ancestor))(nameKey(name));
}

/** Whether an object is another, or lies below it. */
export function isWithin(name: string, ancestor: string): boolean {
  return withinKey(nameKey(ancestor))(nameKey(name));
}

/** {@link isWithin} for many names and one ancestor: both are given as {@link nameKey}. */
export function withinKey(ancestor: string): (key: string) => boolean {
  const isBelowIt = belowKey(ancestor);
  return (key) => key === ancestor || isBelowIt(key);
}

function belowKey(ancestor: string): (key: string) => boolean {
  const ending = `,${ancestor}`;
  return (key) => {
    if (!key.endsWith(ending)) return false;
    // A comma with an odd number of backslashes before it belongs to a value.
    let backslashes = 0;
    for (let at = key.length - ending.length - 1; key[at] === "\\"; at -= 1) backslashes += 1;
    return backslashes % 2 === 0;
  };
}

/**
 * The domain that an object lies in, or that it is the root of: of those that hold it, the one that is furthest down.
 * Undefined when it lies in none.
 */
export function domainHolding<Domain extends { readonly distinguishedName: string }>(
  name: string,
  domains: readonly Domain[],
): Domain | undefined {
  const key = nameKey(name);
  return domains
    .filter(({ distinguishedName }) => withinKey(nameKey(distinguishedName))(key))
    .toSorted((a, b) => depthOf(b.distinguishedName) - depthOf(a.distinguishedName))[0];
}

/**
 * DNS name of the domain that a name says it lies in, by its last DC components; undefined without any, and where a comma
 * or a backslash belongs to one of them: no domain has such a name.
 */
export function dnsNameOfDomain(text: string): string | undefined {
  const names = parseDistinguishedName(text) ?? [];
  const last = names.findLastIndex(({ type }) => type.toUpperCase() !== "DC");
  const labels = names.slice(last + 1).map(({ value }) => value);
  return labels.length > 0 && !labels.some((label) => /[,\\]/.test(label)) ? labels.join(".") : undefined;
}

/** `contoso.example` is DC=contoso,DC=example. */
export function namingContextOf(dnsName: string): string {
  return dnsName
    .split(".")
    .map((label) => `DC=${escapeValue(label)}`)
    .join(",");
}

/** The container an object is in, as it is written there; null for a name of one component. */
export function parentOf(distinguishedName: string): string | null {
  const { container } = splitName(distinguishedName);
  return container === "" ? null : container;
}

/** The first component and the rest, each as it is written there; the rest is empty for a name of one component. */
export function splitName(text: string): { readonly name: string; readonly container: string } {
  const end = nextSeparator(text, 0);
  return { name: text.slice(0, end), container: text.slice(end + 1) };
}

/** How many components a name has. */
export function depthOf(text: string): number {
  return splitComponents(text).length;
}

function splitComponents(text: string): string[] {
  const components: string[] = [];
  for (let start = 0; ; ) {
    const end = nextSeparator(text, start);
    components.push(text.slice(start, end));
    if (end === text.length) return components;
    start = end + 1;
  }
}

/** Where the next component begins, less one; the length of the text in the last component. */
function nextSeparator(text: string, start: number): number {
  let quoted = false;
  for (let index = start; index < text.length; index++) {
    const character = text[index];
    if (character === "\\") index++;
    else if (character === '"') quoted = !quoted;
    else if (!quoted && (character === "," || character === ";")) return index;
  }
  return text.length;
}

const attributeType = /^(?:[A-Za-z][A-Za-z0-9-]*|(?:OID\.)?\d+(?:\.\d+)+)$/i;

/** Attribute types that name objects of a domain, by object identifier. Source: RFC 4519; MS-ADA1 to MS-ADA3. */
const typesByIdentifier: ReadonlyMap<string, string> = new Map([
  ["2.5.4.3", "CN"],
  ["2.5.4.6", "C"],
  ["2.5.4.7", "L"],
  ["2.5.4.8", "ST"],
  ["2.5.4.10", "O"],
  ["2.5.4.11", "OU"],
  ["0.9.2342.19200300.100.1.1", "UID"],
  ["0.9.2342.19200300.100.1.25", "DC"],
]);

/** The white space that stands around names without being a part of them. */
const around = /^[ \t\r\n]+|[ \t\r\n]+$/g;

function parseComponent(component: string): RelativeDistinguishedName | undefined {
  const equals = component.indexOf("=");
  if (equals === -1) return undefined;
  const type = component.slice(0, equals).replace(around, "");
  const value = unescapeValue(component.slice(equals + 1));
  if (!attributeType.test(type) || !value) return undefined;
  return { type: typesByIdentifier.get(type.replace(/^OID\./i, "")) ?? type, value };
}

const escapable = ',+"\\<>;=# ';
const mustBeEscaped = '+"<>;\0';

/** Undefined for an escape that is none, or for a character that stands bare where it must be escaped. */
function unescapeValue(text: string): string | undefined {
  const raw = trimUnescaped(text);
  const quoted = /^"(?:[^"\\]|\\.)*"$/s.test(raw);
  if (raw.startsWith("#")) return undefined;
  return unescapeText(quoted ? raw.slice(1, -1) : raw, quoted ? "\0" : mustBeEscaped);
}

function unescapeText(raw: string, forbidden: string): string | undefined {
  const bytes: number[] = [];
  for (let index = 0; index < raw.length; index++) {
    const character = raw.charAt(index);
    if (character !== "\\") {
      if (forbidden.includes(character)) return undefined;
      // A surrogate pair is one character, which UTF-8 encodes as a whole.
      const whole = String.fromCodePoint(raw.codePointAt(index) ?? 0);
      for (const byte of Buffer.from(whole, "utf8")) bytes.push(byte);
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
  const start = text.replace(/^[ \t\r\n]+/, "");
  const end = start.replace(around, "");
  // The last space of "name\ " is escaped and belongs to the value.
  const trailingBackslashes = /\\*$/.exec(end)?.[0].length ?? 0;
  return trailingBackslashes % 2 === 1 && end.length < start.length ? start.slice(0, end.length + 1) : end;
}

function decodeUtf8(bytes: readonly number[]): string | undefined {
  const decoded = Buffer.from(bytes).toString("utf8");
  return Buffer.from(decoded, "utf8").equals(Buffer.from(bytes)) ? decoded : undefined;
}
