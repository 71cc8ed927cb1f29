/** docs/configuration.md, made from the schema. */
import { stringify } from "yaml";
import { features } from "../catalogue/features.ts";
import { alternativesOf, exampleOf, isContainer, propertiesOf, type Shape, settingsShape } from "./shape.ts";

/** The whole document. */
export function configurationReference(): string {
  const sections = Object.entries(settingsShape.properties ?? {}).map(([key, shape]) =>
    section(key, shape, settingsShape.required?.includes(key) ?? false),
  );
  return [introduction, ...sections, featureTable(), formsOfNames].join("\n\n").concat("\n");
}

const introduction = `<!-- biome-ignore-all format: tables of this width cannot be read when they are padded -->

# Configuration

<!-- Made from config/schema.ts by "npm run docs"; changes made here are overwritten. -->

A few keys configure a stack, in \`Pulumi.<stack>.yaml\` or with \`pulumi config set --path\`. At least one of
\`cloudSync\` and \`connectSync\` is required. The program refuses unknown keys and reports every problem at once. Each
report ends with the command that fixes it.

No key holds a secret. The password of the account that reads Active Directory comes from a file or from an environment
variable, which \`forests[].directory.live.secret\` names. Encrypted values (\`pulumi config set --secret\`) are refused.

\`[]\` stands for each entry of a list. For example, set \`forests[].name\` with
\`pulumi config set --path 'hybrid-sync:forests[0].name' contoso.example\`.`;

const formsOfNames = `## How names are written

Write an account of Active Directory as \`CONTOSO\\name\` (NetBIOS name of the domain), \`name@contoso.example\`,
\`name\`, or a distinguished name such as \`CN=name,OU=Sync,DC=contoso,DC=example\`. In a distinguished name, escape the
characters \`, + " \\ < > ;\` inside a value with a backslash. The sAMAccountName of a user has at most 20 characters.
That of a computer or managed service account has at most 15, followed by \`$\`. None contains
\`" / \\ [ ] : ; | = , + * ? < >\`.

Write a server as \`SYNC01\`, \`SYNC01.contoso.example\`, \`CONTOSO\\SYNC01$\` or as a distinguished name.`;

function section(key: string, shape: Shape, required: boolean): string {
  const rows = [row(shape, key, required ? "required" : undefined), ...rowsBelow(shape, key)];
  return [
    `## ${key}`,
    shape.description ?? "",
    ["| key | type | default | allowed | meaning | example |", "|---|---|---|---|---|---|", ...rows].join("\n"),
    `A minimal example:\n\n\`\`\`yaml\n${minimalExample(key, shape)}\`\`\``,
  ].join("\n\n");
}

function rowsBelow(shape: Shape, path: string): string[] {
  if (shape.items) return isContainer(shape.items) ? rowsBelow(shape.items, `${path}[]`) : [];
  const kind = propertiesOf(shape).kind;
  const choice = alternativesOf(shape);
  if (choice.length > 0 && kind) {
    return [row(kind, `${path}.kind`, "required"), ...choice.flatMap((branch) => rowsOfKind(branch, path))];
  }
  if (choice.length > 0) return choice.flatMap((branch) => rowsOfKeys(branch, path, () => "one of the two"));
  return rowsOfKeys(shape, path, (key) => (shape.required?.includes(key) ? "required" : undefined));
}

function rowsOfKind(branch: Shape, path: string): string[] {
  const { kind, ...others } = branch.properties ?? {};
  const when = `with kind ${code(kind?.const ?? "")}`;
  return rowsOfKeys({ properties: others }, path, (key) =>
    branch.required?.includes(key) ? `required ${when}` : `only ${when}`,
  );
}

function rowsOfKeys(shape: Shape, path: string, needed: (key: string) => string | undefined): string[] {
  return Object.entries(shape.properties ?? {}).flatMap(([key, property]) => {
    const at = `${path}.${key}`;
    return [row(property, at, needed(key)), ...rowsBelow(property, at)];
  });
}

/** `needed` says when the key must be there, and takes the place of a default. */
function row(shape: Shape, path: string, needed: string | undefined): string {
  const cells = [
    code(path),
    typeOf(shape),
    needed ?? defaultOf(shape),
    allowedIn(shape),
    shape.description ?? "",
    exampleIn(shape),
  ];
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
}

function typeOf(shape: Shape): string {
  if (shape.items) return `list of ${isContainer(shape.items) ? "objects" : `${typeOf(shape.items)}s`}`;
  if (alternativesOf(shape).length > 0 || shape.type === "object") return "object";
  const names = { integer: "whole number", boolean: "true or false", string: "text", array: "list" };
  return shape.type ? names[shape.type] : "text";
}

function defaultOf(shape: Shape): string {
  const { default: value } = shape;
  const isEmpty = value === undefined || (typeof value === "object" && Object.keys(value ?? {}).length === 0);
  return isEmpty ? "" : code(Array.isArray(value) ? value.join(", ") : String(value));
}

function allowedIn(shape: Shape): string {
  const { items } = shape;
  if (items && !isContainer(items)) return `${shape.minItems ? "at least one entry; " : ""}each ${allowedIn(items)}`;
  if (shape.enum) return shape.enum.map(code).join(", ");
  if (shape.const !== undefined) return code(shape.const);
  if (shape.type === "integer") return `${shape.minimum} to ${shape.maximum}`;
  if (shape.minItems) return "at least one entry";
  return withCode(shape.allowed ?? "");
}

function exampleIn(shape: Shape): string {
  const [example] = shape.examples ?? [];
  if (example === undefined) return "";
  return code(Array.isArray(example) ? `[${example.join(", ")}]` : String(example));
}

function code(text: string): string {
  return `\`${text}\``;
}

/** A backslash in running text would escape the next character. */
function withCode(text: string): string {
  return text.replaceAll(/\S*\\\S*[^\s,:;.]/g, code);
}

function minimalExample(key: string, shape: Shape): string {
  const root: Record<string, unknown> = {};
  for (const { path, value } of exampleOf(shape, [`hybrid-sync:${key}`])) assign(root, path, value);
  return stringify({ config: root });
}

function assign(root: Record<string, unknown>, path: readonly (string | number)[], value: unknown): void {
  const last = path.length - 1;
  path.reduce<Record<string | number, unknown>>((parent, key, index) => {
    if (index === last) parent[key] = value;
    else parent[key] ??= typeof path[index + 1] === "number" ? [] : {};
    return parent[key] as Record<string | number, unknown>;
  }, root);
}

function featureTable(): string {
  const rows = Object.entries(features).map(([id, { title, tools, source }]) => {
    const has = (tool: string) => ((tools as readonly string[]).includes(tool) ? "yes" : "");
    return `| ${code(id)} | [${title}](${source}) | ${has("cloud-sync")} | ${has("connect-sync")} |`;
  });
  return [
    "## Features",
    ["| feature | title | Cloud Sync | Connect Sync |", "|---|---|---|---|", ...rows].join("\n"),
  ].join("\n\n");
}
