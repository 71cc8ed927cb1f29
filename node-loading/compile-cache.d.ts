export function keepCompiled(kind: "natives" | "plain"): void;
