/** How a verdict looks: never by colour alone. */
import type { AccountResult } from "../result.ts";
import { type Html, html } from "./markup.ts";

type Tone = "bad" | "warn" | "unknown" | "open" | "accepted" | "good" | "none";

const signs: Readonly<Record<Tone, string>> = {
  bad: "✕",
  warn: "!",
  unknown: "?",
  open: "…",
  accepted: "~",
  good: "✓",
  none: "–",
};

type Judged = Pick<AccountResult, "verdict" | "level">;

export function toneOf({ verdict, level }: Judged): Tone {
  switch (verdict) {
    case "met":
      return "good";
    case "unmet":
      return level === "advisory" ? "warn" : "bad";
    case "unobservable":
    case "undecided":
      return "unknown";
    case "accepted":
    case "attested":
      return "accepted";
    case "installer creates it":
    case "not yet known":
      return "open";
    case "not applicable":
      return "none";
  }
}

/** In words that need no legend. */
function wordsOf({ verdict, level }: Judged): string {
  const words = verdict === "unobservable" ? "not verified" : verdict;
  return level === "advisory" ? `${words}, advisory` : words;
}

export function badge(judged: Judged): Html {
  const tone = toneOf(judged);
  return html`<span class="badge ${tone}"><span aria-hidden="true">${signs[tone]}</span> ${wordsOf(judged)}</span>`;
}

/** The sign of a verdict, for a picture. */
export function signFor(judged: Judged): string {
  return signs[toneOf(judged)];
}

/** The same for a cell that has no room for its words, which a screen reader still says. */
export function signOf(judged: Judged): Html {
  return html`<span aria-hidden="true">${signs[toneOf(judged)]}</span><span class="unseen">${wordsOf(judged)}</span>`;
}
