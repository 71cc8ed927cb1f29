/** Chromium as the distribution has it, in which tests open the page of a result. */
import { existsSync } from "node:fs";
import { type BrowserContext, type BrowserContextOptions, chromium } from "playwright-core";
import type { Progress } from "../active-directory/install-samba.ts";
import { ensureDebianPackages } from "../debian-packages.ts";
import { createPrivateFolder } from "../private-folder.ts";

/** Fonts are named, so that a page looks alike wherever it is tested. */
const packages = ["chromium", "fonts-dejavu-core"];

const places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** Where nobody keeps a profile, and the machine may have no display and no user but root. */
const flags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--force-color-profile=srgb",
];

/** The path of Chromium, which is installed where it is missing. */
export function ensureChromium(progress?: Progress): Promise<string> {
  return ensureDebianPackages(
    {
      need: "The tests of the page need Chromium",
      packages,
      find: () => places.find((path) => existsSync(path)),
    },
    progress,
  );
}

/** A window with a new, empty profile, which is gone when it is closed. */
export async function openChromium(
  options: BrowserContextOptions = {},
): Promise<{ readonly context: BrowserContext } & AsyncDisposable> {
  const executablePath = await ensureChromium();
  const profile = await createPrivateFolder({ purpose: "chromium" });
  const context = await chromium.launchPersistentContext(profile.path, {
    ...options,
    executablePath,
    headless: true,
    args: flags,
  });
  return {
    context,
    async [Symbol.asyncDispose]() {
      await context.close();
      await profile.remove();
    },
  };
}
