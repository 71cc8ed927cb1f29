/**
 * What `npm run check` asks of README.md, the changelog, the pages of docs/ and those of folders: plain technical English.
 * Each rule is a plugin of remark, which reports the place. Code is not read.
 */
import type { Nodes, Root } from "mdast";
import { lintRule } from "unified-lint-rule";
import { wordings } from "./words.ts";

/** Words in a sentence. Microsoft's style guide asks for short ones; what is longer holds more than one thought. */
const longestSentence = 30;
/** Characters in a cell of the tables of README.md and of what is verified, with its markup: more is not read in a table. */
const largestCell = 200;

const prose = new Set(["heading", "paragraph", "tableCell"]);
const sentences = new Intl.Segmenter("en", { granularity: "sentence" });
const words = new Intl.Segmenter("en", { granularity: "word" });

export const shortSentences = lintRule<Root>("prose:short-sentences", (page, file) => {
  // An item of a changelog is one change, however many places it has.
  if (file.basename === "CHANGELOG.md") return;
  for (const passage of passages(page)) {
    for (const { segment } of sentences.segment(text(passage))) {
      const length = [...words.segment(segment)].filter(({ isWordLike }) => isWordLike).length;
      if (length <= longestSentence) continue;
      file.message(`${length} words in a sentence, ${longestSentence} are allowed: "${segment.trim()}"`, passage);
    }
  }
});

export const plainWords = lintRule<Root>("prose:plain-words", (page, file) => {
  for (const passage of passages(page)) {
    for (const { pattern, instead } of wordings) {
      const found = pattern.exec(text(passage));
      if (found !== null) file.message(`"${found[0]}" is not plain; instead: ${instead}`, passage);
    }
  }
});

export const noDoubledWords = lintRule<Root>("prose:no-doubled-words", (page, file) => {
  for (const passage of passages(page)) {
    const found = /\b(?!Code )([a-z]+) \1\b/i.exec(text(passage));
    if (found !== null) file.message(`"${found[0]}" says a word twice`, passage);
  }
});

/** Two negations in one clause. A clause ends at punctuation and at a conjunction. */
export const noDoubleNegation = lintRule<Root>("prose:no-double-negation", (page, file) => {
  const clauseEnd = /[.,;:()|]|\b(?:and|or|but|because|so|where|if|when|unless|while|as|than)\b/i;
  const negation = /\b(?:not|no|never|nobody|nothing|none|cannot|neither|without)\b/gi;
  for (const passage of passages(page)) {
    for (const clause of text(passage).split(clauseEnd)) {
      if ((clause.match(negation) ?? []).length > 1)
        file.message(`two negations in a clause: "${clause.trim()}"`, passage);
    }
  }
});

export const smallTableCells = lintRule<Root>("prose:small-table-cells", (page, file) => {
  if (file.path !== "README.md" && file.basename !== "what-is-verified.md") return;
  for (const cell of passages(page).filter(({ type }) => type === "tableCell")) {
    const length = (cell.position?.end.offset ?? 0) - (cell.position?.start.offset ?? 0);
    if (length > largestCell) file.message(`${length} characters in a cell, ${largestCell} are allowed`, cell);
  }
});

function passages(node: Nodes): readonly Nodes[] {
  if (prose.has(node.type)) return [node];
  return "children" in node ? node.children.flatMap(passages) : [];
}

/** What a reader reads, in one line. A piece of code is one word without a meaning. */
function text(node: Nodes): string {
  if (node.type === "inlineCode") return "Code";
  if (node.type === "text") return node.value.replace(/\s+/g, " ");
  if (node.type === "break") return " ";
  return "children" in node ? node.children.map(text).join("") : "";
}
