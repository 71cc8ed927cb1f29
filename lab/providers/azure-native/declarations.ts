import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import ts from "typescript";
import type { InputProperties, InputProperty, InputType } from "../input-types.ts";

/** What the type declarations of `@pulumi/azure-native` say of one resource type. */
export interface DeclaredResource {
  readonly inputs: InputProperties;
  /** Outputs that every existing resource has. */
  readonly alwaysPresent: readonly string[];
  /** `2024-03-01`: the version of the REST API that the resource is made of. */
  readonly apiVersion: string;
}

const packageFolder = dirname(createRequire(import.meta.url).resolve("@pulumi/azure-native/package.json"));

/**
 * Reads the declarations of a resource type such as `azure-native:keyvault:Vault`: only its own file, and of the nested
 * types those that inputs get to. Undefined when the package has no such resource.
 */
export function readDeclaration(token: string): DeclaredResource | undefined {
  const [, module = "", className = ""] = token.split(":");
  if (!/^[a-z0-9]+$/.test(module) || !/^[A-Za-z0-9]+$/.test(className)) return undefined;
  const file = join(packageFolder, module, `${className.charAt(0).toLowerCase()}${className.slice(1)}.d.ts`);
  const text = readIfPresent(file);
  if (text === undefined) return undefined;
  const source = parse(text);
  const args = findInterface(source.statements, `${className}Args`);
  const resource = source.statements.find(ts.isClassDeclaration);
  if (args === undefined || resource === undefined) return undefined;
  return {
    inputs: inputProperties(args),
    alwaysPresent: resource.members.filter(ts.isPropertyDeclaration).flatMap((member) =>
      // An output that may be missing is declared as `pulumi.Output<string | undefined>`.
      member.type !== undefined && !/\bundefined\b/.test(member.type.getText(source))
        ? [member.name.getText(source)]
        : [],
    ),
    apiVersion: /Uses Azure REST API version ([0-9a-z-]+)/.exec(text)?.[1] ?? "",
  };
}

function readIfPresent(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

function parse(text: string): ts.SourceFile {
  return ts.createSourceFile("declarations.d.ts", text, ts.ScriptTarget.Latest, true);
}

function findInterface(statements: Iterable<ts.Statement>, name: string): ts.InterfaceDeclaration | undefined {
  for (const statement of statements) {
    if (ts.isInterfaceDeclaration(statement) && statement.name.text === name) return statement;
  }
  return undefined;
}

function inputProperties(declaration: ts.InterfaceDeclaration): InputProperties {
  return new Map(
    declaration.members
      .filter(ts.isPropertySignature)
      .map((member): [string, InputProperty] => [
        member.name.getText().replaceAll('"', ""),
        { type: member.type ? inputType(member.type) : { kind: "any" }, required: member.questionToken === undefined },
      ]),
  );
}

const keywords: Partial<Record<ts.SyntaxKind, InputType>> = {
  [ts.SyntaxKind.StringKeyword]: { kind: "string" },
  [ts.SyntaxKind.NumberKeyword]: { kind: "number" },
  [ts.SyntaxKind.BooleanKeyword]: { kind: "boolean" },
};

function inputType(node: ts.TypeNode): InputType {
  if (ts.isArrayTypeNode(node)) return { kind: "array", items: inputType(node.elementType) };
  if (ts.isUnionTypeNode(node)) return unionType(node);
  if (ts.isLiteralTypeNode(node)) return { kind: "string" };
  if (ts.isTypeLiteralNode(node)) return mapType(node);
  if (ts.isTypeReferenceNode(node)) return referencedType(node);
  return keywords[node.kind] ?? { kind: "any" };
}

function unionType(node: ts.UnionTypeNode): InputType {
  const alternatives = node.types.filter((type) => type.kind !== ts.SyntaxKind.UndefinedKeyword).map(inputType);
  const [first] = alternatives;
  if (first === undefined) return { kind: "any" };
  return alternatives.length === 1 ? first : { kind: "union", of: alternatives };
}

/** `{ [key: string]: pulumi.Input<string> }`. */
function mapType(node: ts.TypeLiteralNode): InputType {
  const signature = node.members.find(ts.isIndexSignatureDeclaration);
  return signature === undefined ? { kind: "any" } : { kind: "map", values: inputType(signature.type) };
}

/** `pulumi.Input<T>`, `inputs.keyvault.SkuArgs`, `enums.keyvault.SkuName`. */
function referencedType(node: ts.TypeReferenceNode): InputType {
  const [space = "", module = "", name = ""] = node.typeName.getText().split(".");
  const [argument] = node.typeArguments ?? [];
  if (space === "pulumi" && argument !== undefined) return inputType(argument);
  if (space === "enums") return { kind: "string" };
  if (space !== "inputs") return { kind: "any" };
  return { kind: "object", properties: () => nestedType(module, name) };
}

const nestedModules = new Map<string, ts.SourceFile>();

/** All nested types of all modules are in one file of several megabytes; only the part of one module is parsed. */
function nestedType(module: string, name: string): InputProperties {
  let source = nestedModules.get(module);
  if (source === undefined) {
    const all = readFileSync(join(packageFolder, "types", "input.d.ts"), "utf8");
    const start = all.indexOf(`export declare namespace ${module} {`);
    source = parse(start < 0 ? "" : all.slice(start, all.indexOf("\n}", start) + 2));
    nestedModules.set(module, source);
  }
  const [namespace] = source.statements;
  const body = namespace !== undefined && ts.isModuleDeclaration(namespace) ? namespace.body : undefined;
  const declaration = body !== undefined && ts.isModuleBlock(body) ? findInterface(body.statements, name) : undefined;
  return declaration === undefined ? new Map() : inputProperties(declaration);
}
