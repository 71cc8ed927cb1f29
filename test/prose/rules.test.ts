import { remark } from "remark";
import { VFile } from "vfile";
import { describe, expect, it } from "vitest";
import preset from "../../prose/preset.ts";

/** What is reported of a page, as rule and place. */
async function reported(value: string, path = "README.md"): Promise<readonly string[]> {
  const { messages } = await remark().use(preset).process(new VFile({ path, value }));
  return messages.map(({ ruleId, line }) => `${ruleId} in line ${line}`);
}

const words = (count: number) => Array.from({ length: count }, (_, at) => `word${at}`).join(" ");
const table = (cell: string) => `| a | b |\n|---|---|\n| c | ${cell} |\n`;

describe("a sentence", () => {
  it("of thirty words is allowed, over several lines too", async () => {
    expect(await reported(`${words(30).replace("word9 ", "word9\n")}. And ${words(29)}.`)).toEqual([]);
  });

  it("of thirty-one words is reported, in paragraphs, lists, headings and tables", async () => {
    const long = words(31);
    expect(await reported(`# ${long}\n\n${long}\n\n- ${long}\n\n${table(words(31).replaceAll("word", ""))}`)).toEqual([
      "short-sentences in line 1",
      "short-sentences in line 3",
      "short-sentences in line 5",
      "short-sentences in line 9",
    ]);
  });

  it("counts a piece of code as one word, and blocks of code not at all", async () => {
    expect(await reported(`${words(29)} \`${words(9)}\`.\n\n\`\`\`text\n${words(40)}\n\`\`\`\n`)).toEqual([]);
  });
});

describe("stiff words", () => {
  it.each([
    "The account takes AES.",
    "A person vouches for it, and the word has not expired.",
    "The snapshot is old, and counts for 7 days.",
    "Look at the tenant anew.",
    "The account is kept from an object.",
    "The server heeds\nthe entry.",
  ])("are reported: %s", async (sentence) => {
    expect(new Set(await reported(sentence))).toEqual(new Set(["plain-words in line 1"]));
  });

  it("are allowed as code", async () => {
    expect(await reported("The message is `the word has not expired`.")).toEqual([]);
  });
});

describe("words", () => {
  it("are not doubled", async () => {
    expect(await reported("It reads the\nthe root.")).toEqual(["no-doubled-words in line 1"]);
  });

  it("may meet as code", async () => {
    expect(await reported("| a |\n|---|\n| of `one` `one` |\n")).toEqual([]);
  });
});

describe("negations", () => {
  it("do not meet in a clause", async () => {
    expect(await reported("It does not judge what it has not seen.")).toEqual(["no-double-negation in line 1"]);
  });

  it("may be in two clauses", async () => {
    expect(await reported("It has no members, and it is not used. It is not enabled or not there.")).toEqual([]);
  });
});

describe("a table's cell", () => {
  const cell = "`code`, ".repeat(24);

  it("of at most 200 characters is allowed", async () => {
    expect(await reported(table(cell))).toEqual([]);
  });

  it("of more is reported in README.md, and elsewhere is not", async () => {
    expect(await reported(table(`${cell}\`code\`, \`code\``))).toEqual(["small-table-cells in line 3"]);
    expect(await reported(table(`${cell}\`code\`, \`code\``), "docs/rules.md")).toEqual([]);
  });
});
