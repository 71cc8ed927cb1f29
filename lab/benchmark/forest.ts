/** `npm run bench:forest`: observes 100,000 objects. The forest is built once, which takes minutes, and kept. */
import { observationSection } from "./directory-section.ts";
import { observeAndFetch } from "./observe-and-fetch.ts";
import { writeSection } from "./page.ts";

const figures = await observeAndFetch(100_000, (line) => process.stderr.write(`${line}\n`));
await writeSection(observationSection("100k", figures));
