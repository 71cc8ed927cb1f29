/** The page in a real Chromium: as people see it, as a keyboard and a screen reader use it, and on paper. */
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import axe, { type AxeResults } from "axe-core";
import type { BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openChromium } from "../../lab/browser/chromium.ts";
import { Surroundings } from "../../lab/practice.ts";
import { sampleClock, samples } from "../../lab/sample-tenants.ts";
import { renderHtml } from "../../report/html.ts";
import { type Result, resultSchema } from "../../report/result.ts";
import { result as exampleResult, hostileResult, largeResult, longTexts } from "./examples.ts";

const screens = {
  desktop: { width: 1280, height: 900 },
  phone: { width: 390, height: 844 },
} as const;

const opened = new AsyncDisposableStack();
let folder: string;
let context: BrowserContext;
let page: Page;
let sample: Result;
let trouble: string[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "hybrid-sync-page-"));
  const tenant = samples.faulty ? { tenant: samples.faulty.tenant } : {};
  const surroundings = opened.use(await Surroundings.open({ stack: "faulty", clock: sampleClock, ...tenant }));
  const { accepted, notices } = exampleResult();
  sample = { ...(await surroundings.check()), accepted, notices };
  ({ context } = opened.use(await openChromium({ viewport: screens.desktop })));
});

afterAll(async () => {
  await opened.disposeAsync();
  await rm(folder, { recursive: true, force: true });
});

beforeEach(async () => {
  trouble = [];
  page = await context.newPage();
  page.on("console", (message) => trouble.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => trouble.push(`error: ${error.message}`));
  page.on("dialog", (dialog) => {
    trouble.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("request", (request) => {
    if (!request.url().startsWith(`${pathToFileURL(folder)}`)) trouble.push(`request: ${request.url()}`);
  });
});

afterEach(async () => {
  // Nothing is loaded, nothing is refused by the policy, and no script fails, whatever a test does with the page.
  expect(trouble).toEqual([]);
  await page.close();
});

async function open(result: Result, { colours = "light", screen = "desktop" }: Look = {}): Promise<void> {
  const file = join(folder, "page.html");
  await writeFile(file, renderHtml(result));
  await page.emulateMedia({ colorScheme: colours, media: "screen" });
  await page.setViewportSize(screens[screen]);
  await page.goto(pathToFileURL(file).href);
  await page.waitForSelector("html[data-ready]");
}

interface Look {
  readonly colours?: "light" | "dark";
  readonly screen?: keyof typeof screens;
}

const looks: readonly Look[] = [
  { colours: "light", screen: "desktop" },
  { colours: "dark", screen: "desktop" },
  { colours: "light", screen: "phone" },
];

describe("a screen reader", () => {
  const cases: readonly (readonly [string, () => Result])[] = [
    ["the faulty sample", () => sample],
    ["an example with decisions", exampleResult],
    ["a hostile result", hostileResult],
    ["a result without findings", () => ({ ...exampleResult(), findings: [], accepted: [], notices: [], stops: [] })],
    [
      "a result of an earlier version",
      () => {
        const { permissions: _, takeovers: __, topology: ___, ...earlier } = exampleResult();
        return earlier;
      },
    ],
  ];

  it.each(cases)("has no trouble with %s, in no colours and on no screen", async (_, make) => {
    for (const look of looks) {
      await open(make(), look);
      await page.evaluate('for (const each of document.querySelectorAll("details")) each.open = true');
      await page.evaluate(axe.source);
      const found = await page.evaluate<AxeResults>("axe.run({ resultTypes: ['violations'] })");
      const told = found.violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map(({ html }) => html)}`);
      expect(told, JSON.stringify(look)).toEqual([]);
      expect(found.passes.length).toBeGreaterThan(15);
    }
  });
});

describe("the findings", () => {
  const shown = () => page.locator("#list > li:visible").count();

  it("are filtered and searched, and the number of those that are left is told", async () => {
    await open(sample);
    const { findings } = sample;
    const [first] = findings;
    expect(await shown()).toBe(findings.length);
    await page.selectOption("#level", "mandatory");
    const mandatory = findings.filter(({ level }) => level === "mandatory").length;
    expect(await shown()).toBe(mandatory);
    expect(await page.textContent("#shown")).toBe(`${mandatory} of ${findings.length} findings`);
    await page.fill("#words", `${first?.id.toUpperCase()}`);
    expect(await shown()).toBe(1);
    await page.fill("#words", "no finding has these words");
    expect(await page.textContent("#shown")).toBe(`0 of ${findings.length} findings`);
    await page.click("button[type=reset]");
    await page.getByText(`${findings.length} findings`, { exact: true }).waitFor();
    await page.selectOption("#kind", "unverified");
    expect(await shown()).toBe(findings.filter(({ verdict }) => verdict !== "unmet").length);
  });

  it("are opened by a link, even where a filter hides them, and give their remedy to the clipboard", async () => {
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    await open(sample);
    const [first] = sample.findings;
    if (first === undefined) throw new Error("the faulty sample has findings");
    await page.fill("#words", "no finding has these words");
    await page.evaluate(`location.hash = "${first.id}"`);
    const item = page.locator(`#${first.id}`);
    await item.locator(".remedy button").first().click();
    await item.getByRole("button", { name: "Copied" }).waitFor();
    expect(await page.evaluate("navigator.clipboard.readText()")).toBe(first.remedy);
  });

  it("are reached by the permissions, the paths and the accounts that name them", async () => {
    await open(sample);
    const targets = await page.evaluate<string[]>(
      '[...document.querySelectorAll("#accounts a, #permissions a, #takeovers a, #unverified a")].map((a) => a.hash)',
    );
    expect(targets.length).toBeGreaterThan(10);
    const missing = await page.evaluate<string[]>(
      `${JSON.stringify(targets)}.filter((hash) => document.getElementById(hash.slice(1)) === null)`,
    );
    expect(missing).toEqual([]);
  });

  it("open and close by the keyboard alone, and the first stop leads past everything to them", async () => {
    await open(sample);
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    expect(await page.evaluate("location.hash")).toBe("#findings");
    await page.locator("#list summary").first().focus();
    await page.keyboard.press("Space");
    expect(await page.locator("#list details[open]").count()).toBe(1);
    await page.keyboard.press("Enter");
    expect(await page.locator("#list details[open]").count()).toBe(0);
  });

  it("are all there where there are thousands, which the script unpacks", async () => {
    const large = largeResult();
    await open(large);
    expect(await page.locator("#list > li").count()).toBe(5_000);
    const last = large.findings.at(-1);
    await page.fill("#words", `${last?.id}`);
    expect(await shown()).toBe(1);
    expect(await page.locator("#list > li:visible").textContent()).toContain(last?.subject);
  });
});

describe("a hostile result", () => {
  it("runs nothing, adds no element, and shows its signs", async () => {
    await open(hostileResult());
    const count = (selector: string) => page.locator(selector).count();
    expect(await count("img, iframe, object, embed, link, base, video, audio, foreignObject, animate")).toBe(0);
    expect(await count("script")).toBe(1);
    expect(await count("[style], [onload], [onerror], [onclick], a[href^='javascript']")).toBe(0);
    const text = await page.evaluate<string>("document.documentElement.textContent");
    expect(text).toContain("<script>alert(1)</script>");
    expect(text).toContain("\\u{202e}gnp.exe");
    expect(text).toContain("\\u{1b}[2J");
    expect(text).not.toMatch(/[\u202a-\u202e\u2066-\u2069\u200b-\u200f]/);
  });

  it("runs no script that got into the page all the same", async () => {
    await open(exampleResult());
    const policy = await page.getAttribute("meta[http-equiv=Content-Security-Policy]", "content");
    const broken = renderHtml(exampleResult()).replace("<main>", '<main><script>document.title = "owned"</script>');
    const file = join(folder, "broken.html");
    await writeFile(file, broken);
    await page.goto(pathToFileURL(file).href);
    await page.waitForSelector("html[data-ready]");
    expect(await page.title()).not.toBe("owned");
    expect(policy).toContain("default-src 'none'");
    expect(trouble.splice(0).join()).toContain("Content Security Policy");
  });
});

describe("the page", () => {
  it("is never wider than the screen", async () => {
    const domains = Array.from({ length: 30 }, (_, index) => `a-region-${index}.contoso.example`);
    const manyDomains = () => ({
      ...sample,
      permissions: domains.flatMap((domain) => (sample.permissions ?? []).map((row) => ({ ...row, domain }))),
    });
    for (const make of [() => sample, hostileResult, longTexts, manyDomains]) {
      for (const screen of ["phone", "desktop"] as const) {
        await open(make(), { screen });
        await page.click("#open");
        const { width } = screens[screen];
        expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(width);
      }
    }
  });

  it("shows on paper what is folded on the screen, without what only a screen can use", async () => {
    await open(sample);
    await page.emulateMedia({ media: "print" });
    const height = async (selector: string) => (await page.locator(selector).first().boundingBox())?.height ?? 0;
    expect(await page.locator("#list details[open]").count()).toBe(0);
    expect(await height("#list .remedy pre")).toBeGreaterThan(5);
    expect(await page.locator("nav").isVisible()).toBe(false);
    expect(await page.locator("#filters").isVisible()).toBe(false);
    const pdf = await page.pdf({ format: "A4" });
    expect(pdf.subarray(0, 5).toString()).toBe("%PDF-");
  });
});

/**
 * Screenshots are compared after they are made small, so that another version of a font passes, and a part that is gone,
 * has moved or has another colour does not. UPDATE_SCREENSHOTS=1 writes them anew; look at them then.
 */
describe("the look of the page", () => {
  const views: readonly (readonly [string, Look, string | null])[] = [
    ["light", { colours: "light" }, null],
    ["dark", { colours: "dark" }, null],
    ["phone", { screen: "phone" }, null],
    ["permissions", {}, "#permissions"],
    ["takeovers", {}, "#takeovers"],
    ["topology", {}, "#topology"],
    ["topology-dark", { colours: "dark" }, "#topology"],
    ["decisions", {}, "#decisions"],
  ];

  // A result that was saved once: what the rules say of the sample changes with them, and the look of a page does not.
  const saved = async () =>
    resultSchema.parse(JSON.parse(await readFile(new URL("screenshots/result.json", import.meta.url), "utf8")));

  it.each(views)("is the known one: %s", async (name, look, section) => {
    await open(await saved(), look);
    const taken = section === null ? await page.screenshot() : await page.locator(section).screenshot();
    const file = new URL(`screenshots/${name}.png`, import.meta.url);
    if (process.env.UPDATE_SCREENSHOTS === "1") {
      await mkdir(new URL("screenshots/", import.meta.url), { recursive: true });
      await writeFile(file, taken);
    }
    expect(existsSync(file), `no screenshot ${name}; write it with UPDATE_SCREENSHOTS=1`).toBe(true);
    expect(await difference(taken, await readFile(file))).toBeLessThan(mostDifferent);
  });

  it("is told from one in other colours, and from one without a section", async () => {
    const result = await saved();
    await open(result);
    const light = await page.screenshot();
    await page.evaluate('document.querySelector(".tiles").remove()');
    expect(await difference(await page.screenshot(), light)).toBeGreaterThan(mostDifferent);
    await open(result, { colours: "dark" });
    expect(await difference(await page.screenshot(), light)).toBeGreaterThan(mostDifferent);
  });
});

/** Of a picture of squares of 20 pixels: the mean of how far the worst twentieth of them is off, out of 255. */
const mostDifferent = 20;

async function difference(one: Buffer, other: Buffer): Promise<number> {
  const blank = await context.newPage();
  try {
    return await blank.evaluate<number>(`(async () => {
      const squares = async (base64) => {
        const bytes = Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
        const picture = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
        const width = Math.round(picture.width / 20);
        const height = Math.round(picture.height / 20);
        return { picture, width, height };
      };
      const pictures = [await squares("${one.toString("base64")}"), await squares("${other.toString("base64")}")];
      const width = Math.max(...pictures.map((each) => each.width));
      const height = Math.max(...pictures.map((each) => each.height));
      const [a, b] = pictures.map(({ picture, width: w, height: h }) => {
        const canvas = new OffscreenCanvas(width, height).getContext("2d");
        canvas.imageSmoothingQuality = "high";
        canvas.drawImage(picture, 0, 0, w, h);
        return canvas.getImageData(0, 0, width, height).data;
      });
      const off = Array.from({ length: width * height }, (_, square) =>
        Math.max(...[0, 1, 2, 3].map((part) => Math.abs(a[square * 4 + part] - b[square * 4 + part]))));
      const worst = off.sort((x, y) => y - x).slice(0, Math.ceil(off.length / 20));
      return worst.reduce((sum, each) => sum + each, 0) / worst.length;
    })()`);
  } finally {
    await blank.close();
  }
}
