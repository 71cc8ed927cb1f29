/** Which names of a forest a report holds: none behind pseudonyms, and none of objects that it has nothing to say about. */
import { beforeAll, describe, expect, it } from "vitest";
import { isWithin } from "../../catalogue/distinguished-name.ts";
import { requestsFor } from "../../commands/snapshot/requests.ts";
import { readStackFile } from "../../config/stack-file.ts";
import { resourceTypes } from "../../contract/resources.ts";
import { observeThrough } from "../../directory/directories.ts";
import type { ObservationRequest } from "../../directory/requests.ts";
import { readSnapshot } from "../../directory/snapshot/file.ts";
import type { Snapshot } from "../../directory/snapshot/format.ts";
import type { NamesBehind } from "../../directory/snapshot/pseudonyms.ts";
import { SnapshotSource } from "../../directory/snapshot/source.ts";
import { withPseudonyms } from "../../directory/snapshot/with-pseudonyms.ts";
import { formats } from "../../report/format-names.ts";
import { makeResult } from "../../report/make-result.ts";
import { planFiles, planOf } from "../../report/remedy.ts";
import { render } from "../../report/render.ts";
import type { Result } from "../../report/result.ts";

const root = new URL("../..", import.meta.url).pathname;

const accountOf = {
  "connector account": "connect-sync-connector-account",
  "group managed service account": "cloud-sync-service-account",
  "privileged administrator": "connect-sync-enterprise-administrator",
  "ADSync service account": "connect-sync-service-account",
} as const;

/** What `check` makes of a snapshot: each account of the sample stack, observed and judged. */
async function resultOf(
  snapshot: Snapshot,
  requests: readonly ObservationRequest[],
  inOrder: <T>(all: readonly T[]) => readonly T[] = (all) => all,
): Promise<Result> {
  const source = new SnapshotSource(async () => snapshot, { file: "sample", maximumAgeDays: 9999 });
  const resources = await Promise.all(
    requests.map(async (request, index) => ({
      type: resourceTypes[request.subject],
      name: `${request.subject} ${index}`,
      inputs: {
        ...(request.subject === "forest" ? {} : { account: accountOf[request.subject] }),
        phase: "after-install",
        features: ["password-hash-sync", "password-writeback"],
        domains: snapshot.domains.map(({ dnsName }) => dnsName),
        signsInOn: [],
        syncServers: [],
        servers: [],
        managedServiceAccounts: "in use",
        connectSync: null,
        choosesSourceAnchor: true,
        temporaryUntil: null,
        trusted: { tierZero: [], syncAccounts: [] },
        database: "local database",
        onDomainController: false,
        ...request,
        observed: await observeThrough(source, request),
      },
    })),
  );
  return makeResult(inOrder(resources), {
    stack: "sample",
    by: "check",
    clock: new Date("2026-11-23T09:00:00Z"),
    program: "1.2.3",
    appliedStack: false,
  });
}

/** Every rendering, and every file of a remediation plan. */
async function rendered(result: Result): Promise<readonly (readonly [string, string])[]> {
  const options = { colour: false, all: true, width: 10_000 };
  const renderings = formats.map(async (format) => [format, await render(result, format, options)] as const);
  const plan = planFiles(planOf(result, {})).map(({ name, text }) => [name, text] as const);
  return [...(await Promise.all(renderings)), ...plan];
}

/** Text without what a format puts between or in place of its signs. */
function bare(text: string): string {
  return text
    .replace(/<(style|script)>.*?<\/\1>/gs, "")
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))
    .replace(
      /&(amp|lt|gt|quot|apos);/g,
      (_, name: string) => ({ amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" })[name] ?? "",
    )
    .replace(/<[^>]*>/g, "")
    .replace(/\\(?=[^\w])/g, "")
    .toLowerCase();
}

/** Names of the sample that are words of this program as well. */
const ownWords = [
  "account operators",
  "accounts",
  "ad ds connector account",
  "example",
  "groups",
  "protected users",
  "servers",
  "sync servers",
  "tier 0",
  "topology",
];

function isWordIn(text: string, word: string): boolean {
  const places = text.split(word);
  return places.some((part, index) => index > 0 && !/\w$/.test(places[index - 1] ?? "") && !/^\w/.test(part));
}

interface Sample {
  readonly snapshot: Snapshot;
  readonly requests: readonly ObservationRequest[];
}

async function sampleOf(file: string, stack: string): Promise<Sample> {
  const forest = "contoso.example";
  const snapshot = await readSnapshot(`${root}samples/${file}`, "sample", forest);
  return { snapshot, requests: requestsFor(readStackFile(`${root}Pulumi.${stack}.yaml`), forest) };
}

let faulty: Sample;
beforeAll(async () => {
  faulty = await sampleOf("contoso-faulty.snapshot.json", "faulty");
});

describe("a report about a snapshot with pseudonyms", () => {
  it("has no name of the forest, in no format", async () => {
    const { snapshot, requests } = faulty;
    const { renamed, behind } = withPseudonyms(snapshot);
    const declared = JSON.parse(JSON.stringify(requests), (key, value: unknown) =>
      typeof value === "string" && key !== "kind" && !value.includes(" ") ? pseudonymOf(behind, value) : value,
    ) as readonly ObservationRequest[];
    const clear = await resultOf(snapshot, requests);
    const secret = await resultOf(renamed, declared);
    expect(secret.findings.length).toBe(clear.findings.length);
    const names = Object.values(behind.names)
      .flat()
      .map((name) => name.toLowerCase())
      // A short name is part of many words.
      .filter((name) => name.length > 5 && !ownWords.includes(name));
    const inClear = (await rendered(clear)).map(([, text]) => bare(text));
    for (const [index, [format, text]] of (await rendered(secret)).entries()) {
      const found = names.filter((name) => isWordIn(bare(text), name));
      expect(found, format).toEqual([]);
      // Otherwise the search would prove nothing. A script is about fewer objects.
      const fewest = new Set<string>(formats).has(format) ? 6 : 3;
      expect(names.filter((name) => inClear[index]?.includes(name)).length, format).toBeGreaterThanOrEqual(fewest);
    }
  });
});

describe("two runs on the same facts", () => {
  it.each([
    ["with faults", "contoso-faulty.snapshot.json", "faulty"],
    ["in order", "contoso.snapshot.json", "dev"],
  ])("give the same reports and scripts, byte for byte, of a forest %s", async (_, file, stack) => {
    const { snapshot, requests } = await sampleOf(file, stack);
    const first = await rendered(await resultOf(snapshot, requests));
    const again = await sampleOf(file, stack);
    expect(await rendered(await resultOf(again.snapshot, again.requests))).toEqual(first);
  });

  it("give the same ones whatever the order in which the facts came", async () => {
    const { snapshot, requests } = faulty;
    const first = await rendered(await resultOf(snapshot, requests));
    expect(first.map(([name]) => name)).toContain("directory.ps1");
    expect(await rendered(await resultOf(snapshot, requests, (all) => all.toReversed()))).toEqual(first);
  });
});

describe("a report about a forest", () => {
  it.each([
    ["with faults", "contoso-faulty.snapshot.json", "faulty"],
    ["in order", "contoso.snapshot.json", "dev"],
  ])("%s names objects only in findings, besides the accounts and what is above them", async (_, file, stack) => {
    const { snapshot, requests } = await sampleOf(file, stack);
    const result = await resultOf(snapshot, requests);
    const own = requests.flatMap((request) =>
      "name" in request && request.name !== null ? [bareName(request.name)] : [],
    );
    const accounts = snapshot.objects.filter(
      ({ samAccountName, distinguishedName }) =>
        own.includes(bareName(samAccountName ?? "")) || own.includes(distinguishedName.toLowerCase()),
    );
    expect(accounts.length).toBeGreaterThan(1);
    const everyone = JSON.stringify(snapshot).match(/(?<=")(?:CN|OU)=[^"\\]*,DC=[^"\\]*(?=")/g) ?? [];
    const unrelated = [...new Set(everyone)].filter(
      (name) => !accounts.some((account) => isWithin(account.distinguishedName, name)),
    );
    expect(unrelated.length).toBeGreaterThan(20);
    const beside = {
      ...result,
      findings: [],
      accepted: [],
      takeovers: [],
      verdicts: result.verdicts.filter(({ verdict }) => verdict === "met"),
      accounts: result.accounts.filter(({ verdict }) => verdict === "met" || verdict === "not applicable"),
    };
    for (const [format, text] of await rendered(beside)) {
      const plain = bare(text);
      expect(
        unrelated.filter((name) => plain.includes(name.toLowerCase())),
        format,
      ).toEqual([]);
    }
  });

  it("names in a picture of takeover only what the findings name", async () => {
    const { takeovers = [], findings } = await resultOf(faulty.snapshot, faulty.requests);
    const told = findings.map(({ subject, fact }) => `${subject} ${fact}`).join("\n");
    const nodes = takeovers.flatMap(({ nodes }) => nodes.map(({ name }) => name));
    expect(nodes.length).toBeGreaterThan(1);
    expect(nodes.filter((name) => !told.includes(name.replace(/ and others$/, "")))).toEqual([]);
  });
});

/** The pseudonym that stands for a declared name, piece by piece. */
function pseudonymOf({ names }: NamesBehind, text: string): string {
  const byName = new Map(Object.entries(names).map(([pseudonym, [name = ""]]) => [name, pseudonym]));
  return text
    .split(/([.\\$])/)
    .map((piece) => byName.get(piece.toLowerCase()) ?? piece)
    .join("");
}

/** `svc-connect` of `CONTOSO\\svc-connect`, in lower case. */
function bareName(name: string): string {
  return name.replace(/^.*\\/, "").toLowerCase();
}
