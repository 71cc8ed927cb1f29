/** One file of the machine's apt configuration. */
export interface AptSourceFile {
  /** Base name, `debian.sources` or `sources.list`. */
  readonly name: string;
  readonly content: string;
}

/**
 * A source for Debian's backports of one release, derived from where this machine already gets that release, so that
 * mirrors, options and signing keys stay those its administrator chose.
 *
 * @returns null when no file names the release, "configured" when one already names its backports.
 */
export function backportsSource(
  files: readonly AptSourceFile[],
  codename: string,
): AptSourceFile | "configured" | null {
  const suite = `${codename}-backports`;
  const entries = files.flatMap((file) =>
    file.name.endsWith(".sources") ? deb822Entries(file.content) : oneLineEntries(file.content),
  );
  if (entries.some((entry) => entry.suites.includes(suite))) {
    return "configured";
  }
  return entries.find((entry) => entry.suites.includes(codename))?.withSuite(suite) ?? null;
}

interface AptEntry {
  readonly suites: readonly string[];
  withSuite(suite: string): AptSourceFile;
}

/** The format of `man sources.list`, DEB822-STYLE FORMAT: stanzas of fields, a field continued by indented lines. */
function deb822Entries(content: string): readonly AptEntry[] {
  const withoutComments = content.replaceAll(/^#.*\n?/gm, "");
  return withoutComments.split(/\n\s*\n/).flatMap((stanza) => {
    const fields = stanza
      .trim()
      .split(/\n(?=\S)/)
      .map((field) => ({ name: field.slice(0, field.indexOf(":")).toLowerCase(), text: field }));
    const words = (name: string) => {
      const field = fields.find((candidate) => candidate.name === name);
      return field === undefined
        ? []
        : field.text
            .slice(name.length + 1)
            .split(/\s+/)
            .filter(Boolean);
    };
    if (!words("types").includes("deb") || words("enabled")[0] === "no") {
      return [];
    }
    const kept = fields.filter(({ name }) => !["types", "suites", "components"].includes(name));
    return {
      suites: words("suites"),
      withSuite: (suite) => ({
        name: `${suite}.sources`,
        content: ["Types: deb", ...kept.map(({ text }) => text), `Suites: ${suite}`, "Components: main", ""].join("\n"),
      }),
    };
  });
}

/** The format of `man sources.list`, ONE-LINE-STYLE FORMAT: `deb [options] uri suite components…`. */
function oneLineEntries(content: string): readonly AptEntry[] {
  return [...content.matchAll(/^deb\s+(\[[^\]]*\]\s+)?(\S+)\s+(\S+)\s+\S.*$/gm)].map(
    ([, options = "", uri, suite]) => ({
      suites: [suite ?? ""],
      withSuite: (wanted) => ({ name: `${wanted}.list`, content: `deb ${options}${uri} ${wanted} main\n` }),
    }),
  );
}
