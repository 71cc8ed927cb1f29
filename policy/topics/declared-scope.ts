/** What a stack declares to be synchronized in a domain, whatever the directory shows. */
import { dnsNameOfDomain, isWithin, nameKey, namingContextOf } from "../../catalogue/distinguished-name.ts";

/** The units in a domain, or the whole domain where none lies in it. */
export function scopeIn(domain: string, organizationalUnits: readonly string[]): readonly string[] {
  const units = organizationalUnits.filter((unit) => dnsNameOfDomain(unit)?.toLowerCase() === domain.toLowerCase());
  return units.length === 0 ? [namingContextOf(domain)] : units;
}

/** Those that lie in none of the others. */
export function outermost(units: readonly string[]): readonly string[] {
  const distinct = [...new Map(units.map((unit) => [nameKey(unit), unit])).values()];
  return distinct.filter((unit) => !distinct.some((other) => other !== unit && isWithin(unit, other)));
}

/** What lies in both scopes: the inner one of each pair that overlaps. */
export function overlapOf(one: readonly string[], other: readonly string[]): readonly string[] {
  const inner = one.flatMap((unit) =>
    other.flatMap((each) => (isWithin(unit, each) ? [unit] : isWithin(each, unit) ? [each] : [])),
  );
  return outermost(inner);
}
