export const compiledCheck: string;
export function currentCompiledCheck(checkout?: URL): string | undefined;
export function contentsOf(files: readonly string[], checkout?: URL): string;
