import { createHash } from "node:crypto";
import { inflateRawSync } from "node:zlib";
import schema from "@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json" with { type: "json" };
import { Ajv2020 } from "ajv/dist/2020.js";
import AjvDraft04 from "ajv-draft-04";
import addFormats from "ajv-formats";
import { remark } from "remark";
import remarkGfm from "remark-gfm";
import { SaxesParser } from "saxes";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { formats } from "../../report/format-names.ts";
import { render } from "../../report/render.ts";
import { type AcceptedFinding, type Finding, type Result, resultSchema } from "../../report/result.ts";
import { causesOfOthers, hostileResult, largeResult, longTexts, result } from "./examples.ts";

const plain = { colour: false };

/** Rendering changes no result, so each is made once. */
const cases: readonly (readonly [string, () => Result])[] = [
  ["an ordinary result", once(result)],
  ["a hostile result", once(hostileResult)],
  ["a result with hostile reasons", once(causesOfOthers)],
  ["a large result", once(largeResult)],
  ["a result with very long texts", once(longTexts)],
  [
    "a result without findings",
    once(() => ({ ...result(), findings: [], accepted: [], notices: [], stops: [], verdicts: [] })),
  ],
];

const fitsResult = once(() => addFormats.default(new Ajv2020({ strict: false })).compile(z.toJSONSchema(resultSchema)));
const fitsSarif = once(() =>
  addFormats.default(new AjvDraft04.default({ strict: false, unicodeRegExp: false })).compile(schema),
);

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

describe.each(cases)("%s", (_, make) => {
  it("is JSON that fits the published schema", async () => {
    const validate = fitsResult();
    const json = JSON.parse(await render(make(), "json", plain));
    expect(validate(json), JSON.stringify(validate.errors)).toBe(true);
  });

  it("is SARIF that fits the schema of its version", async () => {
    const validate = fitsSarif();
    const sarif = JSON.parse(await render(make(), "sarif", plain));
    expect(validate(sarif), JSON.stringify(validate.errors)).toBe(true);
    const [run] = sarif.runs;
    expect(run.results).toHaveLength(make().findings.length + make().accepted.length);
    const suppressed = run.results.filter(({ suppressions = [] }) => suppressions.length > 0);
    expect(suppressed).toHaveLength(make().accepted.length);
    for (const { ruleId, ruleIndex } of run.results) expect(run.tool.driver.rules[ruleIndex].id).toBe(ruleId);
  });

  it("is JUnit XML that is well-formed, and fails as many tests as findings block", async () => {
    const counted = { testcase: 0, failure: 0, skipped: 0 };
    const parser = new SaxesParser();
    const claimed: { tests?: string; failures?: string }[] = [];
    parser.on("error", (error) => {
      throw error;
    });
    parser.on("doctype", () => {
      throw new Error("no document type is wanted");
    });
    parser.on("opentag", ({ name, attributes }) => {
      if (name === "testsuites") claimed.push(attributes as object);
      if (Object.hasOwn(counted, name)) counted[name as keyof typeof counted] += 1;
    });
    parser.write(await render(make(), "junit", plain)).close();
    const { findings, stops } = make();
    const blocking = findings.filter(({ level }) => level === "mandatory").length + stops.length;
    expect(counted.failure).toBe(blocking);
    expect(claimed).toMatchObject([{ tests: String(counted.testcase), failures: String(blocking) }]);
  });

  it("is CSV with a row to each finding, none of whose cells is a formula", async () => {
    const [head = [], ...rows] = parseCsv(await render(make(), "csv", plain));
    expect(rows).toHaveLength(make().findings.length + make().accepted.length);
    expect(rows.filter((row) => row.length !== head.length)).toEqual([]);
    expect(rows.flat().filter((cell) => /^\s*[=+\-@|%＝＋－＠\t\r]/.test(cell))).toEqual([]);
  });

  it("is Markdown short enough for a comment, without links, pictures, mentions or elements of others", async () => {
    const markdown = await render(make(), "markdown", plain);
    expect(markdown.length).toBeLessThan(60_000);
    const nodes = flat(remark().use(remarkGfm).parse(markdown));
    const links = nodes.filter(({ type }) => ["link", "linkReference", "image", "imageReference"].includes(type));
    expect(links.filter(({ url = "" }) => !url.startsWith("https://learn.microsoft.com/"))).toEqual([]);
    const headings = nodes.filter(({ type }) => type === "heading");
    expect(headings.length).toBeLessThanOrEqual(5);
    const elements = nodes.flatMap(({ type, value = "" }) => (type === "html" ? [value] : []));
    const own =
      /^(<!-- -->|<!-- hybrid-sync [\w.%!'()*~]+ -->|<\/details>|<details>\n<summary>(?:[^<]|<code>|<\/code>|<!-- -->)*<\/summary>)$/;
    expect(elements.filter((element) => !own.test(element))).toEqual([]);
    // A mention begins at a sign and a name in one run of text.
    const runs = nodes.flatMap(({ type, value = "" }) => (type === "text" ? [value] : []));
    const reference = /[@#!~%$]\w|&\d|\bG[HL]-\d|https?:\/\/|www\.\w|\b[0-9a-f]{40}\b/i;
    expect(runs.filter((run) => reference.test(run))).toEqual([]);
    // In an element of HTML a comment divides them as well.
    const summaries = [...markdown.matchAll(/<summary>(.*)<\/summary>/g)].map(([, text = ""]) =>
      text.replaceAll(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code))),
    );
    expect(summaries.length).toBeGreaterThan(0);
    expect(summaries.filter((text) => reference.test(text))).toEqual([]);
  });

  it("is text of a terminal without a control character, and without a command for the agent of a pipeline", async () => {
    for (const width of [30, 60, 120, 200]) {
      const text = await render(make(), "terminal", { ...plain, width, all: true });
      expect(text.replaceAll("\n", "")).not.toMatch(/\p{C}/u);
      expect(text).not.toMatch(/^\s*::[a-z]|##[a-z]*\[/im);
    }
  });

  it("is one HTML page that loads nothing, in which no name is markup or hidden", async () => {
    const page = await render(make(), "html", plain);
    expect(page.length).toBeLessThan(3_000_000);
    const [, style = "", script = ""] = /<style>(.*)<\/style>.*<script>(.*)<\/script>/s.exec(page) ?? [];
    const packets = [...page.matchAll(/<script type="text\/plain" class="packet">([\w+/=]*)<\/script>/g)].map(
      ([, packed = ""]) => inflateRawSync(Buffer.from(packed, "base64")).toString(),
    );
    const hash = (text: string) => `sha256-${createHash("sha256").update(text).digest("base64")}`;
    expect(page).toContain(
      `content="default-src 'none'; style-src '${hash(style)}'; script-src '${hash(script)}'; base-uri 'none'; form-action 'none'"`,
    );
    for (const text of [page.replace(style, "").replace(script, ""), ...packets]) {
      expect(text.replaceAll("\n", "")).not.toMatch(/[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u);
      const tags = text.match(/<[^>]*>/g) ?? [];
      expect(tags.filter((tag) => !tagOfPage.test(tag))).toEqual([]);
      // What remains of names has no angle bracket, so that every one is that of a tag.
      expect(text.match(/[<>]/g)).toHaveLength(tags.length * 2);
      const links = tags.flatMap((tag) => / href="([^"]*)"/.exec(tag)?.[1] ?? []);
      expect(links.filter((link) => !/^#|^https:\/\/learn\.microsoft\.com\//.test(link))).toEqual([]);
    }
    const items = [page, ...packets].join("").match(/<li id="HS-/g) ?? [];
    const [, left = "0"] = /<strong>(\d+) more findings?<\/strong>/.exec(page) ?? [];
    expect(items.length).toBeGreaterThan(make().findings.length === 0 ? -1 : 0);
    expect(items.length + Number(left)).toBe(make().findings.length);
  });

  it("is rendered the same each time", async () => {
    const all = () => Promise.all(formats.map((format) => render(make(), format, plain)));
    expect(await all()).toEqual(await all());
  });
});

describe("Markdown", () => {
  it("says what it leaves out of a large result, and keeps the counts", async () => {
    const markdown = await render(largeResult(), "markdown", plain);
    const shown = markdown.match(/<details>\n<summary>[❌❔⚠]/gu)?.length ?? 0;
    expect(shown).toBeGreaterThan(20);
    expect(markdown).toContain(`**${5_000 - shown} more findings** are left out here`);
    expect(markdown).toMatch(/^<!-- hybrid%2Dsync|^<!-- hybrid-sync production -->\n## Blocked: production/);
  });

  it("shows every text as it is written", async () => {
    const odd = "CN=a*b_c[d](e)`f` @g #h <i> & \\j | ~k~ !l $m 1. n";
    const [first] = result().findings as [Finding];
    const markdown = await render({ ...result(), findings: [{ ...first, fact: odd }] }, "markdown", plain);
    const paragraphs = remark().use(remarkGfm).parse(markdown).children.map(textOf);
    expect(paragraphs.join("\n")).toContain(odd);
  });
});

describe("the text of a terminal", () => {
  it("stays short where a forest has thousands of findings, and counts all of them", async () => {
    const text = await render(largeResult(), "terminal", plain);
    expect(text.split("\n").length).toBeLessThan(350);
    const mandatory = largeResult().findings.filter(({ level }) => level === "mandatory").length;
    expect(text).toContain(`${mandatory - 50} more mandatory, a line to each rule`);
  });
});

describe("the page", () => {
  const example = result();
  /** As long as a real one, and unlike any other. */
  const findingOf = (index: number): Finding => {
    const name = createHash("sha256").update(String(index)).digest("hex").slice(0, 12);
    const place = `CN=${name},OU=Staff ${index % 40},OU=Site ${index % 7},DC=fabrikam,DC=example`;
    return {
      ...(example.findings[0] as Finding),
      id: `HS-${name}`,
      verdict: index % 3 === 0 ? "unobservable" : "unmet",
      subject: place,
      fact: `lacks "Reset Password", Write lockoutTime and Write pwdLastSet on 3 of 120 objects below ${place}, where an ACE denies it`,
      remedy: `Grant it with: dsacls "${place}" /I:S /G "FABRIKAM\\svc-sync:CA;Reset Password;user" ; dsacls "${place}" /I:S /G "FABRIKAM\\svc-sync:WP;lockoutTime;user"`,
    };
  };

  it("holds 5,000 findings of which no two are alike, in less than three megabytes", async () => {
    const page = await render(
      { ...example, findings: Array.from({ length: 5_000 }, (_, index) => findingOf(index)) },
      "html",
      plain,
    );
    expect(page.length).toBeLessThan(3_000_000);
    expect(page.includes("more findings</strong>")).toBe(false);
  });

  it("stays as small whatever the result, and says what it leaves out", async () => {
    const findings = Array.from({ length: 40_000 }, (_, index) => findingOf(index));
    const [decision] = example.accepted as [AcceptedFinding];
    const [way] = hostileResult().takeovers ?? [];
    if (way === undefined) throw new Error("the hostile result has ways of takeover");
    const page = await render(
      {
        ...example,
        findings,
        accepted: findings.slice(0, 5_000).map(({ id, subject }) => ({ ...decision, id, subject })),
        takeovers: findings.slice(0, 5_000).map(({ id, subject }, index) => ({
          ...way,
          finding: id,
          resource: `resource ${index % 40}`,
          nodes: [
            { name: subject, kind: "user" },
            { name: "svc", kind: "user" },
          ],
        })),
      },
      "html",
      plain,
    );
    expect(page.length).toBeLessThan(3_000_000);
    const left = [...page.matchAll(/<strong>(\d+ more \w+)<\/strong>/g)].map(([, words]) => words);
    expect(left).toEqual(expect.arrayContaining(["4700 more paths", "4700 more decisions"]));
    expect(left.filter((words) => words?.endsWith(" more findings"))).toHaveLength(1);
  });
});

describe("SARIF", () => {
  it("points at the line of the stack's file, and is known again by the id", async () => {
    const sarif = JSON.parse(await render(result(), "sarif", plain));
    const [{ results }] = sarif.runs;
    const [first] = result().findings;
    expect(results[0]).toMatchObject({
      ruleId: first?.rule,
      level: "error",
      partialFingerprints: { "finding/v1": first?.id },
      locations: [
        { physicalLocation: { artifactLocation: { uri: "Pulumi.production.yaml" }, region: { startLine: 7 } } },
      ],
    });
  });
});

/** The tags that a page has, with attributes that run nothing and load nothing. */
const tagOfPage =
  /^<(?:!doctype html|\/?[a-z][a-z0-9]*(?: (?:hidden|(?:accept|aria-[a-z]+|autocomplete|charset|class|content|d|data-[a-z]+|height|href|http-equiv|id|label|lang|marker-end|markerHeight|markerWidth|name|orient|placeholder|refX|refY|rel|role|rx|scope|tabindex|type|value|viewBox|width|x|y)="[^"]*"))*\/?)>$/;

interface Node {
  readonly type: string;
  readonly value?: string;
  readonly url?: string;
  readonly children?: readonly Node[];
}

function flat(node: Node): Node[] {
  return [node, ...(node.children ?? []).flatMap(flat)];
}

function textOf(node: Node): string {
  if (node.type === "html") return "";
  return node.value ?? (node.children ?? []).map(textOf).join("");
}

/** RFC 4180. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (const [, quoted, bare, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
    row.push(quoted === undefined ? (bare ?? "") : quoted.replaceAll('""', '"'));
    if (end === ",") continue;
    rows.push(row);
    row = [];
  }
  return rows;
}
