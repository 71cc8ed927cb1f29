/** Lines of PowerShell as its grammar reads them, for tests about commands that people paste. */
import { fileURLToPath } from "node:url";
import { Language, type Node, Parser } from "web-tree-sitter";

await Parser.init();
const grammar = fileURLToPath(import.meta.resolve("tree-sitter-powershell/tree-sitter-powershell.wasm"));
const parser = new Parser();
parser.setLanguage(await Language.load(grammar));

export interface ParsedLine {
  /** Names of all programs and cmdlets, those in parentheses included. */
  readonly commands: readonly string[];
  /** The same, each with its arguments. */
  readonly calls: readonly string[];
  /** What PowerShell hands over as text that was quoted. */
  readonly literals: readonly string[];
  /** Parameters by the command that they belong to. */
  readonly parameters: readonly (readonly [command: string, parameter: string])[];
  /** Whatever is neither a literal nor a plain word: nothing of that kind may come from a name. */
  readonly faults: readonly string[];
}

/** Besides strings, what commands in remedies consist of. */
const harmless: ReadonlySet<string> = new Set([
  ..."program statement_list pipeline pipeline_chain command command_name command_elements command_argument_sep".split(
    " ",
  ),
  ..."command_parameter generic_token array_literal_expression unary_expression string_literal".split(" "),
  ..."expandable_string_literal verbatim_string_characters parenthesized_expression hash_literal_expression".split(" "),
  ..."hash_literal_body hash_entry key_expression simple_name logical_expression bitwise_expression".split(" "),
  ..."comparison_expression additive_expression multiplicative_expression format_expression range_expression".split(
    " ",
  ),
  ..."integer_literal decimal_integer_literal empty_statement".split(" "),
  // What gives an object to another owner: a variable, a method of it, and a cast of its argument.
  ..."assignment_expression left_assignment_expression assignement_operator invokation_expression".split(" "),
  ..."member_name argument_list argument_expression_list argument_expression logical_argument_expression".split(" "),
  ..."bitwise_argument_expression comparison_argument_expression additive_argument_expression".split(" "),
  ..."multiplicative_argument_expression format_argument_expression range_argument_expression".split(" "),
  ..."expression_with_unary_operator cast_expression type_literal type_spec type_name type_identifier".split(" "),
]);

/** Parts of commands that the templates write themselves. */
const written =
  /^\$(?:true|false|acl|ace)$|^\$ace\.Access(?:\[0\])?$|\)\.(?:nTSecurityDescriptor|"msDS-GroupMSAMembership"|DomainSID(?:\.Value)?)$/;

export function parseLine(line: string): ParsedLine {
  const tree = parser.parse(line);
  if (tree === null) throw new Error("the grammar gives no tree");
  const commands: string[] = [];
  const calls: string[] = [];
  const literals: string[] = [];
  const parameters: (readonly [string, string])[] = [];
  const faults: string[] = [];
  const visit = (node: Node, command: string): void => {
    const name = node.type === "command" ? (node.childForFieldName("command_name")?.text ?? "") : command;
    if (node.type === "command") {
      commands.push(name);
      calls.push(node.text);
    }
    if (node.type === "command_parameter") parameters.push([name, node.text]);
    if (node.type === "string_literal") literals.push(unquoted(node.text));
    if (node.type === "pipeline_chain" && node.namedChildCount > 1) faults.push(`a pipeline: ${node.text}`);
    if (node.isError || node.isMissing) faults.push(`not understood: ${node.text}`);
    else if (node.isNamed && !harmless.has(node.type) && !written.test(node.text))
      faults.push(`${node.type}: ${node.text}`);
    for (const child of node.children) if (child !== null) visit(child, name);
  };
  visit(tree.rootNode, "");
  tree.delete();
  return { commands, calls, literals, parameters, faults };
}

export interface ScriptOfSteps {
  /** What the grammar does not understand. */
  readonly faults: readonly string[];
  readonly calls: readonly {
    readonly name: string;
    readonly parameters: readonly string[];
    /** What PowerShell hands over as text that was quoted, in its order. */
    readonly literals: readonly string[];
    /** Whether it runs only where ShouldProcess agrees. */
    readonly asked: boolean;
    /** The function in which it stands; empty for the script itself. */
    readonly within: string;
  }[];
}

/** A script of steps: what it calls, with what, and what is asked before. */
export function readScript(text: string): ScriptOfSteps {
  const tree = parser.parse(text.replace(/^\uFEFF/, ""));
  if (tree === null) throw new Error("the grammar gives no tree");
  const faults: string[] = [];
  const calls: ScriptOfSteps["calls"][number][] = [];
  const visit = (node: Node, asked: boolean, within: string): void => {
    if (node.isError || node.isMissing) faults.push(`line ${node.startPosition.row + 1}: ${node.text.slice(0, 80)}`);
    if (node.type === "command") {
      const own = (type: string) => descendants(node).filter((each) => each.type === type);
      calls.push({
        name: node.childForFieldName("command_name")?.text ?? "",
        parameters: own("command_parameter").map((each) => each.text),
        literals: within === "" ? own("string_literal").map((each) => unquoted(each.text)) : [],
        asked,
        within,
      });
    }
    const inside = node.type === "function_statement" ? (/function\s+([\w-]+)/.exec(node.text)?.[1] ?? "?") : within;
    const condition = node.type === "if_statement" ? node.childForFieldName("condition") : null;
    const asks = condition?.text.includes("$PSCmdlet.ShouldProcess(") ?? false;
    for (const child of node.children) {
      if (child === null) continue;
      // What is done otherwise is not agreed to.
      const agreed = asked || (asks && child.type === "statement_block");
      visit(child, agreed, inside);
    }
  };
  visit(tree.rootNode, false, "");
  tree.delete();
  return { faults, calls };
}

function descendants(node: Node): Node[] {
  return node.children.flatMap((child) => (child === null ? [] : [child, ...descendants(child)]));
}

/** Commands of a whole script, and the places that are no PowerShell. */
export function parseScript(script: string): {
  readonly commands: readonly string[];
  readonly errors: readonly string[];
} {
  const tree = parser.parse(script);
  if (tree === null) throw new Error("the grammar gives no tree");
  const commands: string[] = [];
  const errors: string[] = [];
  const visit = (node: Node): void => {
    if (node.type === "command") commands.push(node.childForFieldName("command_name")?.text ?? "");
    if (node.isError || node.isMissing) errors.push(node.text);
    for (const child of node.children) if (child !== null) visit(child);
  };
  visit(tree.rootNode);
  tree.delete();
  return { commands, errors };
}

/**
 * The text between quotes, by PowerShell's own rules, which the grammar leaves out: typographic quotation marks are quotes
 * too, and two of them stand for one.
 *
 * Source: https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_quoting_rules
 */
function unquoted(text: string): string {
  const isSingle = text.startsWith("'");
  const [quotes, live] = isSingle ? [/['\u2018-\u201b]/, /^$/] : [/["\u201c-\u201e]/, /[$`]/];
  const inside = text.slice(1, -1);
  const characters = [...inside];
  let value = "";
  for (let index = 0; index < characters.length; index += 1) {
    const character = characters[index] ?? "";
    if (live.test(character)) throw new Error(`PowerShell would expand ${text}`);
    if (quotes.test(character)) {
      index += 1;
      if (!quotes.test(characters[index] ?? "")) throw new Error(`a quote ends ${text} too early`);
    }
    value += character;
  }
  return value;
}
