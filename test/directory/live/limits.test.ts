import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { answerLimits, boundsOf, lookupTime, mostCandidates, mostDomains } from "../../../directory/live/limits.ts";

const page = await readFile(new URL("../../../docs/active-directory.md", import.meta.url), "utf8");
const rows = new Map(
  page
    .split("\n")
    .filter((line) => line.startsWith("| "))
    .map((line) => line.split("|").map((cell) => cell.trim()))
    .map(([, name = "", value = ""]) => [name, value]),
);
const count = (value: number) => value.toLocaleString("en");
const minutes = (milliseconds: number) => `${milliseconds / 60_000} minutes`;
const mebibytes = (bytes: number) => `${bytes / 1024 / 1024} MiB`;

describe("the page about reading Active Directory", () => {
  const { timeouts, limits, nextAfter, finding } = boundsOf({});
  const whileEnough = `longer while at least ${limits.slowestRate / 1024} KiB a second come in`;

  it.each([
    ["time for DNS to list the domain controllers of a domain", `${lookupTime / 1000} seconds`],
    ["domain controllers of a domain that are tried, of those that DNS lists", count(mostCandidates)],
    ["time until the next domain controller is tried beside one that has not answered", `${nextAfter / 1000} seconds`],
    ["time after which no further domain controller is tried", minutes(finding)],
    ["time for the domain controller to name its forest, before the logon", `${timeouts.connect / 1000} seconds`],
    ["time for TCP and TLS, StartTLS included", `${timeouts.connect / 1000} seconds`],
    ["time without any message to an open question", `${timeouts.operation / 1000} seconds`],
    [
      "time for one search, all its pages and ranges of values",
      `${minutes(limits.search)}; ${whileEnough}, ${limits.longestSearch / 3_600_000} hours at most`,
    ],
    ["time for all searches of one connection", `${minutes(limits.connection)}; ${whileEnough}`],
    ["pages in a row without a new object", count(limits.fruitlessPages)],
    ["pages and ranges of values of one search", count(limits.pages)],
    ["objects of one search", count(limits.objects)],
    ["memory for one answer that is kept whole", mebibytes(limits.kept)],
    ["size of one message", mebibytes(limits.message)],
    ["size of one page", `${mebibytes(limits.page)}, ${count(limits.pageMessages)} messages`],
    ["other places that the answers of one connection refer to", count(limits.references)],
    ["domains of a forest", count(mostDomains)],
  ])("tells the limit as it is: %s", (name, value) => {
    expect(rows.get(name)).toBe(value);
    expect(limits).toBe(answerLimits);
  });
});
