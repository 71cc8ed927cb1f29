import { wayOut } from "../../catalogue/remedy.ts";
import type { ForestInputs } from "../../contract/active-directory.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { each, settle } from "../judgement/settle.ts";
import { about, named } from "../judgement/subject.ts";
import { cannotVerify, notApplicable, type Verdict } from "../judgement/verdict.ts";
import { place } from "../topics/evidence.ts";
import { judgeForest } from "../topics/forest.ts";
import { judgeTakeovers } from "../topics/takeover.ts";

export const syncServerTakeover: Rule<ForestInputs> = {
  name: "sync-server-takeover",
  title: "Nobody outside Tier 0 can take over a sync server through its directory object",
  severity: "critical",
  enforcementLevel: "mandatory",
  unobservableLevel: "advisory",
  description:
    "Nobody outside Tier 0 can take over the computer object of a sync server. Ways to do so are ownership, control of its permissions or those of a container above it, and control of who impersonates users on it.",
  consequence: "anyone who takes over a sync server takes over every account that synchronizes from it",
  remedy: wayOut`Keep sync servers in an organizational unit that Tier 0 alone controls.`,
  reference: "https://learn.microsoft.com/entra/identity/hybrid/connect/how-to-connect-install-prerequisites",
  resources: resources.forests,
  judge(inputs, context) {
    const question = "whether anyone outside Tier 0 can take it over";
    const subject = about(inputs.forest, "forest");
    return judgeForest(inputs, context, ({ syncServers, evidence }) => {
      return settle(syncServers, { subject, question }, (servers) =>
        servers.length === 0
          ? [notApplicable(inputs.forest, "has no declared sync server")]
          : each(subject, servers, (row) => {
              const { takeover } = row;
              if (takeover === null) return notFound(row.server, row.computer, question, place(evidence));
              return judgeTakeovers(
                takeover.target,
                { observed: [takeover] },
                {
                  question,
                  evidence,
                  needs: inputs.trusted.needs ?? [],
                  consequence: () =>
                    "anyone who takes over the server takes over every account that synchronizes from it",
                  lockDown: () => null,
                },
              );
            }),
      );
    });
  },
};

type Computer = Extract<
  ForestInputs["observed"]["syncServers"],
  { readonly observed: unknown }
>["observed"][number]["computer"];

/** Whether a server is there is for other rules, where it matters; here it only cannot be judged. */
function notFound(server: string, computer: Computer, question: string, where: string): readonly Verdict[] {
  return settle(computer, { subject: named(server), question }, () =>
    cannotVerify(
      named(server),
      question,
      `no computer with that name was seen ${where}`,
      wayOut`Join the server to the domain, or correct its name in the stack configuration.`,
    ),
  );
}
