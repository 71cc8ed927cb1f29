import { PolicyPack } from "@pulumi/policy";
import { legibleLines } from "../catalogue/legible.ts";
import { decisionsPolicy } from "./decisions-policy.ts";
import { now } from "./judgement/clock.ts";
import type { PackTerms } from "./judgement/context.ts";
import { answerWith, packAttached } from "./judgement/listed-by-pack.ts";
import { rules } from "./rules.ts";
import { termsPolicy } from "./terms-policy.ts";
import { packOf, toPolicy } from "./to-policy.ts";

/** The only file with an effect of its own: constructing a pack starts its server. */
function start(): void {
  const clock = () => now(process.env);
  try {
    clock();
  } catch (error) {
    // A pack that does not start stops the whole preview or update: nothing is judged by a wrong day.
    process.stderr.write(`${legibleLines((error as Error).message)}\n`);
    process.exit(1);
  }
  const listed = new Set([packAttached]);
  let terms: PackTerms = {};
  answerWith(listed, () => terms);
  const pack = packOf(rules, listed);
  const circumstances = () => ({ now: clock(), pack: terms });
  new PolicyPack("hybrid-sync", {
    displayName: "Accounts for Microsoft Entra Cloud Sync and Connect Sync",
    description: "Judges every account that Microsoft Entra Cloud Sync and Connect Sync need.",
    enforcementLevel: "mandatory",
    policies: [
      termsPolicy((configured) => {
        terms = configured;
      }),
      ...rules.map((rule) => toPolicy(rule, circumstances, pack)),
      decisionsPolicy(circumstances),
    ],
  });
}

start();
