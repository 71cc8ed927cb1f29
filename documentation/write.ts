import { writeFileSync } from "node:fs";
import { generatedPages } from "./generated-pages.ts";

for (const [path, page] of Object.entries(generatedPages))
  writeFileSync(new URL(`../${path}`, import.meta.url), page());
