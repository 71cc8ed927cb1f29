/** docs/rules.md: every rule with its verdicts, levels and remedy. */
import { accounts } from "../catalogue/accounts.ts";
import { verdictWords } from "../catalogue/verdicts.ts";
import type { Rule } from "./judgement/rule.ts";

const introduction = `# Rules

The policy pack in \`policy/\` judges these rules in every \`pulumi preview\` and \`pulumi up\` with \`--policy-pack policy\`.
A violated mandatory rule fails the preview, and stops an update before it writes anything to the tenant; a violated
advisory rule is shown.

This page is generated from the rules: \`npm run docs\`.

## Verdicts

Every fact gets one of these verdicts.
`;

const configuration = `
## The id of a finding

The message of every finding ends its first line with an id, such as \`[HS-3f9a1c2bk7qm]\`. The id is made of the rule, the account
and forest, the kind of verdict, and what the finding is about: security identifiers, object ids, GUIDs. It is the
same from a live forest and from a snapshot, in a preview, an update and \`pulumi policy analyze\`. It stays the same when display
names, counts, dates or the wording of messages change, and when objects that have nothing to do with it come or go.

An object of a domain, such as an organizational unit, is told by its objectGUID, so it may be renamed and moved. It is told by its
distinguished name where the read account cannot read objectGUID, in a snapshot that an earlier version recorded, and in the
configuration partition. A domain itself is told by its name.

A snapshot with pseudonyms gives the same ids when the file with the names is there. Without that file the ids belong to the
pseudonyms: an id that could be computed from the real names would let anyone test a guessed name.

## Changing a level

\`pulumi preview --policy-pack policy --policy-pack-config levels.json\`, where the file names rules and levels
(\`mandatory\`, \`advisory\`, \`disabled\`):

\`\`\`json
{ "gmsa-no-other-retrievers": "mandatory", "administrator-not-synchronized": "advisory" }
\`\`\`

The same file may ask for a profile and for thresholds, under \`profile-and-thresholds\`. They are those of the
[configuration](configuration.md#thresholds), with the same ranges:

\`\`\`json
{ "profile-and-thresholds": { "profile": "strict", "connectorPasswordDays": 180 } }
\`\`\`

For each, the stricter of stack and file counts, so the file makes no stack less strict. What it changes says "as the policy pack is
configured", and one line of the run names what differs. The same file goes to \`hybrid-sync check\`, \`preview\`, \`up\` and \`baseline\`,
and to \`pulumi policy analyze\`.

An undecided fact stays advisory at any level. A rule that itself fails with an error is always a mandatory violation, unless
it is disabled, because such a rule has no result.
`;

/** The whole page. */
export function rulesPage(all: readonly Rule[]): string {
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
    "",
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
