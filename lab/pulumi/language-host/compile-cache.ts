/**
 * A folder of its own for what a kind of process has compiled. The SDK turns V8's natives syntax on in programs and
 * policy packs, and what V8 compiled with it is refused without it: in one folder, each kind would replace what the other
 * ones kept, on every run. Empty where nothing is to be kept.
 */
export function compileCacheVariable(
  { NODE_COMPILE_CACHE: folder }: Readonly<Record<string, string | undefined>>,
  kind: "program" | "policy-pack",
): Record<string, string> {
  return folder ? { NODE_COMPILE_CACHE: `${folder}/${kind}` } : {};
}
