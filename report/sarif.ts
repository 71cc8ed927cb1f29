/** A result in the Static Analysis Results Interchange Format 2.1.0, which code scanning shows at the lines of the stack's file. */
import { type Finding, isAddress, type Result, type Severity } from "./result.ts";
import { decision, sentence } from "./sentence.ts";

export function renderSarif(result: Result): string {
  return `${JSON.stringify(sarifOf(result), undefined, 2)}\n`;
}

/** GitHub sorts by these numbers: over 9.0 is critical, from 7.0 high, from 4.0 medium. */
const securitySeverity: Readonly<Record<Severity, string>> = {
  critical: "9.5",
  high: "8.0",
  medium: "5.0",
  low: "2.0",
};

function sarifOf({ findings, accepted, stops, stack, obtained }: Result): object {
  const all = [...findings, ...accepted];
  const rules = [...new Map(all.map((finding) => [finding.rule, finding])).values()].toSorted((one, other) =>
    one.rule < other.rule ? -1 : 1,
  );
  const indexes = new Map(rules.map(({ rule }, index) => [rule, index]));
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "hybrid-sync",
            semanticVersion: obtained.program,
            rules: rules.map(({ rule, title, reference, severity, level }) => ({
              id: rule,
              shortDescription: { text: title },
              ...(isAddress(reference) ? { helpUri: reference } : {}),
              help: { text: `${title}. ${reference}` },
              defaultConfiguration: { level: levelOf(level) },
              properties: { "security-severity": securitySeverity[severity], tags: ["security"] },
            })),
          },
        },
        automationDetails: { id: `hybrid-sync/${encodeURIComponent(stack)}/` },
        invocations: [
          {
            executionSuccessful: stops.length === 0,
            endTimeUtc: obtained.at,
            toolExecutionNotifications: stops.map((text) => ({ level: "error", message: { text } })),
          },
        ],
        // Places are relative to where the project lies in its repository.
        columnKind: "utf16CodeUnits",
        results: [
          ...findings.map((finding) => resultOf(finding, indexes.get(finding.rule) ?? -1)),
          ...accepted.map((finding) => ({
            ...resultOf({ ...finding, note: null }, indexes.get(finding.rule) ?? -1),
            suppressions: [{ kind: "external", status: "accepted", justification: decision(finding) }],
          })),
        ],
      },
    ],
  };
}

function resultOf(finding: Finding, ruleIndex: number): object {
  const { rule, level, severity, verdict, about, remedy, place, id } = finding;
  return {
    ruleId: rule,
    ruleIndex,
    level: levelOf(level),
    // Links in messages are written in brackets, and a name could make one.
    message: { text: `${sentence(finding)}\n${remedy}`.replace(/[[\]\\]/g, "\\$&") },
    locations: [
      {
        ...(place === null
          ? {}
          : {
              physicalLocation: {
                artifactLocation: { uri: place.file.split(/[\\/]/).map(encodeURIComponent).join("/") },
                region: { startLine: place.line },
              },
            }),
        logicalLocations: [{ fullyQualifiedName: about, kind: "resource" }],
      },
    ],
    partialFingerprints: { "finding/v1": id },
    properties: { severity, verdict },
  };
}

function levelOf(level: Finding["level"]): "error" | "warning" {
  return level === "mandatory" ? "error" : "warning";
}
