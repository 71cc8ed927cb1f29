/** `npm run record-pictures`: pictures of the page that `hybrid-sync report --format html` makes of the faulty sample. */
import { mkdir, writeFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";
import { renderHtml } from "../report/html.ts";
import { openChromium } from "./browser/chromium.ts";
import { projectRoot, Surroundings } from "./practice.ts";
import { createPrivateFolder } from "./private-folder.ts";
import { sampleClock, samples } from "./sample-tenants.ts";

const pictures = `${projectRoot}/docs/pictures`;

const sample = samples.faulty;
if (sample === undefined) throw new Error("There is no sample faulty.");
await using surroundings = await Surroundings.open({ stack: "faulty", clock: sampleClock, tenant: sample.tenant });
const folder = await createPrivateFolder({ purpose: "pictures" });
const file = `${folder.path}/page.html`;
await writeFile(file, renderHtml(await surroundings.check()));
await using browser = await openChromium({ viewport: { width: 1200, height: 760 }, deviceScaleFactor: 1 });
const page = await browser.context.newPage();
await page.goto(String(pathToFileURL(file)));
await mkdir(pictures, { recursive: true });
await page.screenshot({ path: `${pictures}/page.png` });
// It would stay in sight over whatever is pictured.
await page.locator("nav").evaluate((navigation: { style: { position: string } }) => {
  navigation.style.position = "static";
});
for (const part of ["permissions", "takeovers"])
  await page.locator(`#${part}`).screenshot({ path: `${pictures}/${part}.png` });
await folder.remove();
