/** However deep a directory or a file is nested, an answer is given: nothing exhausts the stack. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { observed } from "../../catalogue/fact.ts";
import { observeThrough } from "../../directory/directories.ts";
import type { SecuredObject } from "../../directory/secured-objects.ts";
import { parseSddl } from "../../directory/security/sddl-reader.ts";
import { encodeSecurityDescriptor, SecurityDescriptorError } from "../../directory/security/security-descriptor.ts";
import { readContent } from "../../directory/snapshot/file.ts";
import { DirectoryUnavailableError } from "../../directory/source.ts";
import { allow, descriptor, domain, domainName, domainSid, group, memoryForest, object } from "./memory-forest.ts";

const depth = 3000;
/** In a domain in memory, which looks through all of it for each answer. */
const depthInMemory = 300;
const trusted = { tierZero: [], syncAccounts: [] };

/** Organizational units in each other, the outermost first. */
function unitsIn(count: number): readonly string[] {
  const names: string[] = [];
  for (let index = 0; index < count; index += 1) names.push(`OU=a,${names.at(-1) ?? domainName}`);
  return names;
}

function secured(distinguishedName: string, objectClass: string): SecuredObject {
  const comma = distinguishedName.indexOf(",");
  const [name, container] = [distinguishedName.slice(0, comma), distinguishedName.slice(comma + 1)];
  return { name, container, objectClass, descriptor: 0, adminCount: false, critical: false, consistencyGuid: false };
}

describe.each([
  ["3,000 organizational units, of which none shows", depth, [], ["svc-connect"]],
  [
    "organizational units that all show",
    depthInMemory,
    unitsIn(depthInMemory),
    ["svc-connect", "by its name", "nobody"],
  ],
] as const)("an account below %s", (_what, levels, units, names) => {
  const innermost = unitsIn(levels).at(-1) ?? "";
  const account = { ...object("svc-connect"), distinguishedName: `CN=svc-connect,${innermost}` };
  const readable = encodeSecurityDescriptor(parseSddl("O:BAG:BAD:(A;;RPLCLORC;;;AU)", { domain: domainSid }));
  const objects = [
    secured(domainName, "domainDNS"),
    ...units.map((unit) => secured(unit, "organizationalUnit")),
    secured(account.distinguishedName, "user"),
    ...units.map((unit) => secured(`CN=u,${unit}`, "user")),
  ];

  it("is observed", async () => {
    const source = memoryForest({ objects: [account], secured: [{ descriptors: [readable], objects }] });
    const written = { "by its name": account.distinguishedName, nobody: `CN=nobody,${innermost}` } as const;
    for (const each of names) {
      const name = each === "svc-connect" ? each : written[each];
      const request = { subject: "connector account", forest: "wingtip.test", name, trusted } as const;
      const text = JSON.stringify(
        await observeThrough(source, { ...request, organizationalUnits: [innermost, `OU=b,${innermost}`] }),
      );
      expect(text).not.toContain("could not be observed (");
      expect(text.length).toBeLessThan(4_000_000);
    }
  });
});

describe("an account in 1,000 groups in each other", () => {
  const account = object("svc-connect");
  const deepGroups = 1000;
  const groups = Array.from({ length: deepGroups }, (_, index) => group(`g${index}`, 2000 + index));
  const sids = [account, ...groups].map(({ sid }) => sid ?? "");
  const last = sids.at(-1) ?? "";

  it("is observed, and so is who is behind the last of them", async () => {
    const source = memoryForest({
      objects: [account, ...groups],
      memberOf: Object.fromEntries(sids.slice(0, -1).map((sid, index) => [sid, [sids[index + 1] ?? ""]])),
      domains: [domain({ rootSecurityDescriptor: observed(descriptor([allow(last)])) })],
    });
    const request = { subject: "connector account", forest: "wingtip.test", name: "svc-connect", trusted } as const;
    const text = JSON.stringify(await observeThrough(source, request));
    expect(text).not.toContain("could not be observed (");
    expect(text).toContain("groups lead to the rights of this account");
  });
});

describe("a security descriptor in words", () => {
  it.each([
    ["parentheses in a condition", `D:(XA;;GA;;;WD;${"(".repeat(100_000)}a == 1${")".repeat(100_000)})`],
    ["negations in a condition", `D:(XA;;GA;;;WD;(${"!".repeat(100_000)}(a == 1)))`],
    ["a chain in a condition", `D:(XA;;GA;;;WD;(${Array.from({ length: 100_000 }, () => "a == 1").join(" && ")}))`],
    ["lists in a condition", `D:(XA;;GA;;;WD;(a Any_of ${"{".repeat(100_000)}))`],
    ["entries that do not end", `D:${"(".repeat(100_000)}`],
    ["entries that do not begin", `D:${")".repeat(100_000)}`],
  ])("is refused with %s", (_what, text) => {
    expect(() => parseSddl(text)).toThrow(SecurityDescriptorError);
  });
});

describe("a snapshot", () => {
  const text = readFileSync(new URL("../../samples/contoso.snapshot.json", import.meta.url), "utf8");
  const nested = (open: string, close: string) => `${open.repeat(100_000)}${close.repeat(100_000)}`;

  it.each([
    ["lists", JSON.parse(nested("[", "]"))],
    ["objects", JSON.parse(`${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}`)],
  ])("with %s in each other is refused, wherever they stand", (_what, deep) => {
    for (const place of ["more", "forest", "schema", "domains", "objects", "entries", "recordedAt", "counts"]) {
      const content = { ...JSON.parse(text), [place]: deep };
      expect(() => readContent(content, "it", true)).toThrow(DirectoryUnavailableError);
    }
  });

  it("is refused with a question that nobody asks", () => {
    const content = JSON.parse(text);
    const [base, scope, , attributes] = JSON.parse(content.entries[0].question);
    const condition = `${'{"not":'.repeat(100_000)}{"present":"cn"}${"}".repeat(100_000)}`;
    const question = `[${JSON.stringify(base)},${JSON.stringify(scope)},${condition},${JSON.stringify(attributes)}]`;
    content.entries[0].question = question;
    expect(() => readContent(content, "it", true)).toThrow("entries[0].question is not a question");
  });
});
