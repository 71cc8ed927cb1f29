/**
 * Writes docs/rules.md from the rules. `node policy/documentation.ts` writes it, `--check` only says whether it is
 * current, with exit status 1 when it is not.
 */
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import writeFileAtomic from "write-file-atomic";
import { accounts } from "../catalogue/accounts.ts";
import { verdictWords } from "../catalogue/verdicts.ts";
import type { Rule } from "./judgement/rule.ts";
import { rules } from "./rules.ts";

export const documentationFile = fileURLToPath(new URL("../docs/rules.md", import.meta.url));

const introduction = `# Rules

The policy pack in \`policy/\` judges these rules in every \`pulumi preview\` and \`pulumi up\` with \`--policy-pack policy\`.
A violated mandatory rule fails the preview, and stops an update before it writes anything to the tenant; a violated
advisory rule is shown.

This page is generated from the rules: \`node policy/documentation.ts\`.

## Verdicts

Every fact gets one of these verdicts.
`;

const configuration = `
## Changing a level

\`pulumi preview --policy-pack policy --policy-pack-config levels.json\`, where the file names rules and levels
(\`mandatory\`, \`advisory\`, \`disabled\`):

\`\`\`json
{ "gmsa-no-other-retrievers": "mandatory", "administrator-not-synchronized": "advisory" }
\`\`\`

An undecided fact stays advisory at any level. A rule that itself fails with an error is always a mandatory violation, unless
it is disabled, because such a rule has no result.
`;

/** The whole page. */
export function documentation(all: readonly Rule[]): string {
  const words = Object.entries(verdictWords).map(([word, meaning]) => `| ${word} | ${meaning} |`);
  const list = all.map(
    ({ name, title, enforcementLevel }) => `| [\`${name}\`](#${name}) | ${enforcementLevel} | ${title} |`,
  );
  return [
    introduction,
    "| verdict | meaning |\n|---|---|",
    ...words,
    configuration,
    "## The rules\n",
    "| rule | level | |\n|---|---|---|",
    ...list,
    ...all.map(section),
  ].join("\n");
}

function section(rule: Rule): string {
  const only = rule.accounts?.map((account) => accounts[account].title).join(", ");
  const unobservable = rule.unobservableLevel ? `; ${rule.unobservableLevel} where it cannot be verified` : "";
  return `
### ${rule.name}

${rule.description}

- **Level**: ${rule.enforcementLevel}${unobservable}, severity ${rule.severity}
- **About**: ${rule.resources.title}${only === undefined ? "" : ` (only: ${only})`}
- **Otherwise**: ${rule.consequence}.
- **Remedy**: ${rule.remedy}
- **Reference**: <${rule.reference}>
`.trimEnd();
}

async function main(check: boolean): Promise<void> {
  const text = `${documentation(rules)}\n`;
  if (!check) {
    await writeFileAtomic(documentationFile, text);
    return;
  }
  if ((await readFile(documentationFile, "utf8")) === text) return;
  process.stderr.write("docs/rules.md does not match the rules; write it with: node policy/documentation.ts\n");
  process.exitCode = 1;
}

if (import.meta.main) await main(process.argv.includes("--check"));
