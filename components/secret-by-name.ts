import * as pulumi from "@pulumi/pulumi";

/** One secret object out of several secrets; null where there is none, so that nothing empty is put out. */
export function secretByName(
  entries: readonly (readonly [name: string | undefined, secret: pulumi.Output<string> | undefined])[],
): pulumi.Output<Record<string, string>> | null {
  const known = entries.flatMap(([name, secret]) => (name && secret ? [[name, secret] as const] : []));
  return known.length === 0 ? null : pulumi.secret(pulumi.all(Object.fromEntries(known)));
}
