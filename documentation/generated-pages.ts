/** The files of docs that are made from the program itself. `npm run docs` writes them; a test says whether they are current. */
import * as z from "zod";
import { permissionsPage } from "../catalogue/permissions-page.ts";
import { configurationReference } from "../config/reference.ts";
import { rules } from "../policy/rules.ts";
import { rulesPage } from "../policy/rules-page.ts";
import { resultSchema } from "../report/result.ts";

/** By their path within the checkout. */
export const generatedPages: Readonly<Record<string, () => string>> = {
  "docs/configuration.md": configurationReference,
  "docs/rules.md": () => rulesPage(rules),
  "docs/permissions.md": permissionsPage,
  "docs/result.schema.json": () =>
    `${JSON.stringify({ title: "Result of hybrid-sync", ...z.toJSONSchema(resultSchema) }, undefined, 2)}\n`,
};
