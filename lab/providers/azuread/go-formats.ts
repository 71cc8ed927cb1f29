/** Formats as the plugin's language reads them: stricter, or laxer, than JavaScript does. */

const timestampPattern = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;

/** RFC 3339, of a day that the month has, and without the hour 24. Undefined where it is right. */
export function timestampProblem(text: string): string | undefined {
  const [, year = 0, month = 0, day = 0, hour = 0] = (timestampPattern.exec(text) ?? []).map(Number);
  const isRight =
    timestampPattern.test(text) &&
    !Number.isNaN(Date.parse(text)) &&
    day <= new Date(Date.UTC(year, month, 0)).getUTCDate() &&
    hour < 24;
  return isRight ? undefined : "a valid RFC3339 date such as 2026-01-31T00:00:00Z";
}

/** A language tag by its form alone: whether there is such a language is not asked. */
export function languageProblem(text: string): string | undefined {
  try {
    Intl.getCanonicalLocales(text.replaceAll("_", "-"));
    return undefined;
  } catch {
    return "a well-formed language";
  }
}

export interface UrlRules {
  /** Any when empty. */
  readonly schemes: readonly string[];
  /** Whether `urn:…:…` is taken, whatever the schemes are. */
  readonly urn?: boolean;
  /** Whether there has to be a path, a slash at least. */
  readonly needsPath?: boolean;
  /** In bytes. */
  readonly longest?: number;
}

const parts = /^(?:([a-z][a-z\d+.-]*):)?(?:\/\/([^/?#]*))?([^?#]*)/i;

/** Source: internal/helpers/tf/validation/uri.go of the provider that the plugin is made from. */
export function urlProblem(
  text: string,
  { schemes, urn = false, needsPath = false, longest }: UrlRules,
): string | undefined {
  if (longest !== undefined && Buffer.byteLength(text) > longest) return `${longest} characters or less`;
  if (urn && /^urn:[^:]*:/.test(text)) return undefined;
  const [, scheme = "", host = "", path = ""] = parts.exec(text) ?? [];
  if (/\p{Cc}|%(?![\da-f]{2})/iu.test(text) || host.includes(" ") || /:(?!\d*$)[^\]]*$/.test(host))
    return "a valid URI";
  if (host === "") return "a URI with a host";
  if (needsPath && path === "") return "a URI with a slash after the host";
  if (schemes.length === 0 || schemes.includes(scheme.toLowerCase())) return undefined;
  return `a URI with one of the schemes ${schemes.join(", ")}`;
}

const unitMilliseconds: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};

const durationPart = /(\d+\.?\d*|\.\d+)(ns|us|µs|ms|s|m|h)/g;

/** A duration such as `2400h30m`, `1.5h` or `-1h`, in milliseconds; undefined for anything else. */
export function durationOf(text: string): number | undefined {
  const rest = text.replace(/^[+-]/, "");
  if (rest === "0") return 0;
  if (rest === "" || rest.replaceAll(durationPart, "") !== "") return undefined;
  const sum = [...rest.matchAll(durationPart)].reduce(
    (so, [, amount, unit]) => so + Number(amount) * (unitMilliseconds[unit ?? ""] ?? 0),
    0,
  );
  return text.startsWith("-") ? -sum : sum;
}
