/** The figures about reading directories, as the commands that measure them show them. */
import { availableParallelism } from "node:os";
import type { ObservationFigures } from "./observe-and-fetch.ts";
import type { Section } from "./page.ts";

const machine = `Node ${process.versions.node}, ${availableParallelism()} cores, the domain controller on the same machine.`;

const notes = (size: string) => [
  `\`observe-${size}-vs-ldapsearch\`: the time of observing both accounts on every object, with connecting, divided by the time of`,
  "ldapsearch. It fetches the same attributes from the same domain controller process to /dev/null. The two take turns, run",
  "by run.",
  `\`observe-${size}-rss-mb\`: the most memory that the observing process used.`,
];

export function observationSection(
  size: string,
  { observe, ldapsearch, ratio, megabytes }: ObservationFigures,
): Section {
  return {
    title: `Observing ${size} objects`,
    introduction: `Medians of 3 runs. ${machine}`,
    figures: {
      [`observe-${size}-seconds`]: observe,
      [`ldapsearch-${size}-seconds`]: ldapsearch,
      [`observe-${size}-vs-ldapsearch`]: ratio,
      [`observe-${size}-rss-mb`]: megabytes,
    },
    notes: notes(size),
  };
}

export function snapshotSection(repeating: number, distinct: number): Section {
  return {
    title: "Reading snapshots",
    introduction: `Medians of 3 runs. ${machine}`,
    figures: { "snapshot-objects-per-second": repeating, "distinct-descriptors-per-second": distinct },
    notes: [
      "`snapshot-objects-per-second`: 250,000 objects, of which one in a hundred has its own descriptor. The time runs from",
      "opening the file until both accounts are observed.",
      "`distinct-descriptors-per-second`: the same for 30,000 objects with 30,000 different descriptors. Each has 40 entries",
      "out of about 20,000 different ones.",
    ],
  };
}
