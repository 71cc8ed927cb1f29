/** Forests with unusual names, on Samba: healthy, so that nothing is told but what Connect Sync does not support. */
import { describe, expect, it } from "vitest";
import type { ForestDescription } from "../../lab/active-directory/description.ts";
import { contoso } from "../../lab/active-directory/sample-forests.ts";
import { samples } from "../../lab/sample-tenants.ts";
import { sampleConfiguration } from "../fixtures/sample-configuration.ts";
import { liveAndRecorded } from "./live-and-recorded.ts";

interface Names {
  readonly dnsName: string;
  readonly netBiosName: string;
  /** What stands before the backslash of every account. */
  readonly written: string;
  /** Of the servers, whose DNS names then are how the stack names them. */
  readonly suffix?: string;
}

/** The healthy sample or a part of it, renamed. */
function renamed<T>(sample: T, { dnsName, written, suffix }: Names): T {
  const text = JSON.stringify(sample)
    .replaceAll(
      "DC=contoso,DC=example",
      dnsName.replace(/^|\./g, (dot) => (dot === "" ? "DC=" : ",DC=")),
    )
    .replaceAll("contoso.example", dnsName)
    .replaceAll("CONTOSO\\\\", `${written}\\\\`)
    .replaceAll(/"((?:SYNC|AGENT)0\d)"/g, (_, name) =>
      JSON.stringify(suffix === undefined ? name : `${name}.${suffix}`),
    );
  return JSON.parse(text);
}

function forestOf({ dnsName, netBiosName, suffix }: Names): ForestDescription {
  const { domain, computers, ...rest } = contoso();
  const inSuffix = (name: string) => (suffix === undefined ? {} : { attributes: { dNSHostName: `${name}.${suffix}` } });
  return {
    ...rest,
    domain: { ...domain, dnsName, netBiosName },
    computers: computers.map((computer) => ({ ...computer, ...inSuffix(computer.name) })),
  };
}

const ordinary = { dnsName: "contoso.example", netBiosName: "CONTOSO" };
const dotted = { dnsName: "contoso.example", netBiosName: "CONTOSO.AD" };
const single = { dnsName: "contoso", netBiosName: "CONTOSO1" };
const ofDotted = ["advisory domain-names-supported: contoso.example has the NetBIOS name CONTOSO.AD, with a period"];
const ofSingle = ["advisory domain-names-supported: contoso has a DNS name of only one part"];

const forests: readonly (readonly [string, Names, readonly string[]])[] = [
  ["accounts named with the DNS name of the domain", { ...ordinary, written: "contoso.example" }, []],
  ["a NetBIOS name with a period", { ...dotted, written: "CONTOSO.AD" }, ofDotted],
  ["the same, and accounts named with the DNS name", { ...dotted, written: "contoso.example" }, ofDotted],
  ["a single-label domain", { ...single, written: "CONTOSO1" }, ofSingle],
  ["the same, and accounts named with its one label", { ...single, written: "contoso" }, ofSingle],
  ["a disjoint namespace", { ...ordinary, written: "CONTOSO", suffix: "servers.corp.example" }, []],
];

describe("a healthy forest", () => {
  it.each(forests)(
    "with %s is told only what Connect Sync does not support, live and from a snapshot",
    async (_, names, told) => {
      const options = {
        forest: forestOf(names),
        configuration: renamed(sampleConfiguration(), names),
        tenant: renamed(samples.dev?.tenant ?? {}, names),
      };
      await liveAndRecorded(options, async (surroundings, from) => {
        const { findings, stops, accounts } = await surroundings.check();
        expect(stops).toEqual([]);
        const said = findings.map(({ level, rule, subject, fact }) => `${level} ${rule}: ${subject} ${fact}`);
        expect(said, from).toEqual(told);
        expect(accounts).toHaveLength(10);
      });
    },
    120_000,
  );
});
