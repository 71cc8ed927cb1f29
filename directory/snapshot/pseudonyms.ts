/** Names exchanged for pseudonyms, and back. */
import { type Cipheriv, createCipheriv, createDecipheriv, type Decipheriv, randomBytes, randomInt } from "node:crypto";
import { foldCase } from "../../catalogue/distinguished-name.ts";

/** What a walk over a snapshot asks for every name that it meets. */
export interface Renaming {
  /** One name: the value of a component of a distinguished name, an account's, a label of a DNS name. */
  name(text: string): string;
  /** `S-1-5-21-a-b-c`. */
  domainSid(sid: string): string;
  /** objectGUID of an object, 16 bytes in base64url: whoever sees the tenant knows whose it is by its immutable ID. */
  guid(guid: string): string;
  /** Whether a run of words in a sentence is a name. */
  knows(text: string): boolean;
}

/** What gives the names back: pseudonyms in lower case, each with its name in lower case and as it is written elsewhere. */
export interface NamesBehind {
  readonly names: Readonly<Record<string, readonly string[]>>;
  readonly domainSids: Readonly<Record<string, string>>;
  /** What GUIDs were encrypted with, 16 bytes in base64url; absent beside a snapshot of an earlier version, which has none. */
  readonly guidKey?: string | undefined;
}

/** Letters of a pseudonym: enough that no two are alike, and short enough for the name of a computer. */
const pseudonymLength = 10;

/** Names that a product gives, with a part of its own making that tells an installation. */
const madeByInstallers = /^(MSOL_|AAD_|pGMSA_|ADSyncMSA_?|Sync_)([0-9a-f]{4,})$/i;

/** What stands for the written forms of one name: the forms of a pseudonym differ in the case of their letters alone. */
interface Pseudonym {
  readonly text: string;
  /** The name in lower case first. */
  readonly forms: string[];
}

/**
 * Pseudonyms are random, so that nothing leads back from one to its name but the list of both. Equal names get equal
 * ones, and names that differ in case get pseudonyms that differ in case.
 */
export class Pseudonyms implements Renaming {
  readonly #kept: ReadonlySet<string>;
  readonly #byName = new Map<string, Pseudonym>();
  readonly #taken = new Set<string>();
  readonly #domainSids = new Map<string, string>();
  readonly #guidKey = randomBytes(16);
  readonly #guids = createCipheriv(guidCipher, this.#guidKey, null);

  /** `kept` are the names that mean the same everywhere, in lower case. */
  constructor(kept: ReadonlySet<string>) {
    this.#kept = kept;
  }

  name(text: string): string {
    const key = foldCase(text);
    if (key.trim() === "" || this.#kept.has(key)) return text;
    const known = this.#byName.get(key) ?? this.#add(key);
    if (!known.forms.includes(text)) known.forms.push(text);
    return inForm(known.text, known.forms.indexOf(text));
  }

  knows(text: string): boolean {
    return this.#byName.has(foldCase(text));
  }

  domainSid(sid: string): string {
    const known = this.#domainSids.get(sid) ?? `S-1-5-21-${[0, 1, 2].map(() => randomInt(2 ** 32)).join("-")}`;
    this.#domainSids.set(sid, known);
    return known;
  }

  guid(guid: string): string {
    return exchanged(guid, this.#guids);
  }

  behind(): NamesBehind {
    return {
      names: Object.fromEntries([...this.#byName.values()].map(({ text, forms }) => [text, forms])),
      domainSids: Object.fromEntries([...this.#domainSids].map(([name, pseudonym]) => [pseudonym, name])),
      guidKey: this.#guidKey.toString("base64url"),
    };
  }

  #add(key: string): Pseudonym {
    const [, prefix = "", own = ""] = madeByInstallers.exec(key) ?? [];
    for (;;) {
      const text = prefix === "" ? letters(pseudonymLength) : `${prefix}${hexadecimal(own.length)}`;
      if (this.#taken.has(text) || this.#kept.has(text)) continue;
      this.#taken.add(text);
      const pseudonym = { text, forms: [key] };
      this.#byName.set(key, pseudonym);
      return pseudonym;
    }
  }
}

/** Gives the names back that stand behind pseudonyms; anything else stays what it is. */
export class NamesRestored implements Renaming {
  readonly #behind: NamesBehind;
  readonly #guids: Decipheriv | undefined;

  constructor(behind: NamesBehind) {
    this.#behind = behind;
    const { guidKey } = behind;
    if (guidKey !== undefined)
      this.#guids = createDecipheriv(guidCipher, Buffer.from(guidKey, "base64url"), null).setAutoPadding(false);
  }

  name(text: string): string {
    const forms = this.#forms(text);
    if (forms === undefined) return text;
    const place = forms.findIndex((_, index) => inForm(text.toLowerCase(), index) === text);
    return forms[place] ?? forms[0] ?? text;
  }

  knows(text: string): boolean {
    return this.#forms(text) !== undefined;
  }

  domainSid(sid: string): string {
    return this.#behind.domainSids[sid] ?? sid;
  }

  guid(guid: string): string {
    return this.#guids === undefined ? guid : exchanged(guid, this.#guids);
  }

  #forms(text: string): readonly string[] | undefined {
    const key = text.toLowerCase();
    return Object.hasOwn(this.#behind.names, key) ? this.#behind.names[key] : undefined;
  }
}

/** A GUID is one block, and no two are alike: nothing is to be chained. */
const guidCipher = "aes-128-ecb";

function exchanged(guid: string, cipher: Cipheriv | Decipheriv): string {
  return cipher.update(Buffer.from(guid, "base64url")).toString("base64url");
}

/** The letters whose places are set in the number of the form are capitals. */
function inForm(pseudonym: string, form: number): string {
  let place = 0;
  return pseudonym.replace(/[a-z]/g, (letter) => {
    const capital = (form >>> place) & 1;
    place = Math.min(place + 1, 31);
    return capital === 1 ? letter.toUpperCase() : letter;
  });
}

function letters(length: number): string {
  return Array.from({ length }, () => String.fromCharCode(97 + randomInt(26))).join("");
}

function hexadecimal(length: number): string {
  return Array.from({ length }, () => randomInt(16).toString(16)).join("");
}
