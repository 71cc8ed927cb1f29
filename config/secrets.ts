import type { Path } from "./path.ts";

const secretKey = /secret|passw|passphrase|pwd|token|credential|api-?_?key|private-?_?key|access-?_?key/i;

/** Whether a key says by its name that it holds a secret. */
export function isSecretKey(key: string | number): boolean {
  return typeof key === "string" && secretKey.test(key);
}

/**
 * Whether a value had better not be repeated. It errs on the side of silence: a name kept back costs a look into the
 * file, a password printed costs the password.
 */
export function mayBeSecret(path: Path, value: unknown): boolean {
  return path.some(isSecretKey) || (typeof value === "string" && looksLikeSecret(value));
}

function looksLikeSecret(text: string): boolean {
  return (
    /-----BEGIN/.test(text) ||
    /\beyJ[\w-]{10,}/.test(text) ||
    /(?:passw\w*|pwd|secret|token|key)\s*[:=]/i.test(text) ||
    /:\/\/[^/\s]*:[^/\s]*@/.test(text) ||
    isDense(text) ||
    isPassword(text)
  );
}

/** A long run without the separators of a name, a path or a sentence, letters and digits mixed: a key or a token. */
function isDense(text: string): boolean {
  return (text.match(/[\w~+/=-]{20,}/g) ?? []).some(
    (run) => /\d/.test(run) && /[A-Za-z]/.test(run) && !/^[a-z]+(?:-[a-z]+)*$/i.test(run) && !/^Sync_/i.test(run),
  );
}

/** One word with letters, digits and a symbol that no account name carries. */
function isPassword(text: string): boolean {
  const word = text.replace(/#EXT#/i, "");
  if (/\s/.test(word) || word.length < 6) return false;
  const symbol = /[!#%^&*?~|<>{}()"'`;]/.test(word) || /@[^.]*$/.test(word);
  return symbol && /[A-Za-z]/.test(word) && /\d/.test(word);
}

/** The value as a message may show it. */
export function showValue(path: Path, value: unknown): string {
  if (value === undefined || value === null) return "nothing";
  if (value === "") return '""';
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : "a list";
  if (typeof value === "object") return "an object";
  if (mayBeSecret(path, value)) return "a value that is not repeated here, in case it is a secret";
  if (typeof value !== "string") return String(value);
  const shown = JSON.stringify(value.length > longestShown ? `${value.slice(0, longestShown)}…` : value);
  // A backslash as it stands in the file: one, where JSON writes two.
  return shown.replaceAll("\\\\", "\\");
}

/** Characters of a text that a message shows. */
const longestShown = 80;
