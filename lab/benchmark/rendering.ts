/** What it takes to show a large result, and until a newcomer sees the first verdict. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { performance } from "node:perf_hooks";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { formats } from "../../report/format-names.ts";
import { render } from "../../report/render.ts";
import type { Finding, Result } from "../../report/result.ts";
import { openChromium } from "../browser/chromium.ts";
import { projectRoot } from "../practice.ts";
import { createPrivateFolder } from "../private-folder.ts";
import { median } from "./median.ts";
import type { Section } from "./page.ts";

/** Counted runs, after one that loads every rendering. */
const runs = 5;

/** @param result of a stack with findings, which are repeated until there are 5,000 */
export async function renderingSection(result: Result): Promise<Section> {
  const findings = Array.from({ length: 5_000 }, (_, index) => {
    const finding = result.findings[index % result.findings.length] as Finding;
    // No two are alike, as objects of a directory are not.
    return { ...finding, id: `HS-${String(index).padStart(12, "0")}`, subject: `${finding.subject} (${index})` };
  });
  const large = { ...result, findings };
  const seconds: number[] = [];
  for (let run = 0; run <= runs; run++) {
    const started = performance.now();
    for (const format of formats) await render(large, format, { colour: false, all: true });
    if (run > 0) seconds.push((performance.now() - started) / 1000);
  }
  return {
    title: "Showing results",
    introduction: `Medians of ${runs} runs. Node ${process.versions.node}.`,
    figures: {
      "render-5000-seconds": median(seconds),
      ...(await page(await render(large, "html", { colour: false }))),
      "first-verdict-seconds": await firstVerdict(),
    },
    notes: [
      "`render-5000-seconds`: 5,000 findings in every format of `hybrid-sync report`, one after the other.",
      "`page-5000-megabytes`: the HTML page with them. `page-open-5000-seconds`: until Chromium has loaded it and shows the first",
      "findings. `page-whole-5000-seconds`: until every finding is there, searched and filtered.",
      "`first-verdict-seconds`: from the start of `npm start`, node modules installed, until the first line of the verdict. It",
      "needs no engine.",
    ],
  };
}

/** The size of a page, and how long Chromium takes to open it. */
async function page(text: string): Promise<Readonly<Record<string, number>>> {
  await using folder = await openFolder();
  const file = `${folder.path}/page.html`;
  await writeFile(file, text);
  await using browser = await openChromium({ viewport: { width: 1280, height: 900 } });
  const tab = await browser.context.newPage();
  const loaded: number[] = [];
  const whole: number[] = [];
  for (let run = 0; run <= runs; run++) {
    const started = performance.now();
    await tab.goto(pathToFileURL(file).href);
    const first = (performance.now() - started) / 1000;
    await tab.waitForSelector("html[data-ready]", { state: "attached" });
    if (run === 0) continue;
    loaded.push(first);
    whole.push((performance.now() - started) / 1000);
  }
  return {
    "page-5000-megabytes": Buffer.byteLength(text) / 1_000_000,
    "page-open-5000-seconds": median(loaded),
    "page-whole-5000-seconds": median(whole),
  };
}

async function openFolder(): Promise<{ readonly path: string } & AsyncDisposable> {
  const { path, remove } = await createPrivateFolder({ purpose: "page" });
  return { path, [Symbol.asyncDispose]: remove };
}

async function firstVerdict(): Promise<number> {
  const started = performance.now();
  const child = spawn(process.execPath, ["--import", "./node-loading/keep-compiled.js", "lab/start.ts"], {
    cwd: projectRoot,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "exit");
  for await (const line of createInterface({ input: child.stdout })) if (line.startsWith("Stack ")) break;
  const seconds = (performance.now() - started) / 1000;
  child.kill("SIGTERM");
  await ended;
  return seconds;
}
