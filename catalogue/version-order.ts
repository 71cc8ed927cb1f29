/** Versions of four numbers, as Microsoft writes them: `1.1.2505.0`. */

/** Negative where the first is older. */
export function compareVersions(one: string, other: string): number {
  const numbers = other.split(".").map(Number);
  const differences = one.split(".").map((number, place) => Number(number) - (numbers[place] ?? 0));
  return differences.find((difference) => difference !== 0) ?? 0;
}
