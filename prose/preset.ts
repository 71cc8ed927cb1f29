/** The preset that `remarkConfig` in package.json names: GitHub's Markdown, and the rules. */
import remarkGfm from "remark-gfm";
import { noDoubledWords, noDoubleNegation, plainWords, shortSentences, smallTableCells } from "./rules.ts";

export default { plugins: [remarkGfm, shortSentences, plainWords, noDoubledWords, noDoubleNegation, smallTableCells] };
