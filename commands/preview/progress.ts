import type { RunEvent } from "./resources.ts";
import { nameIn } from "./resources.ts";

/** One line to a resource and to a message; errors stand in the result, and what is for the engine's own developers nowhere. Undefined for what tells nothing new. */
export function progressLine({ resourcePreEvent, diagnosticEvent }: RunEvent): string | undefined {
  if (resourcePreEvent !== undefined) {
    const { op, type, urn } = resourcePreEvent.metadata;
    return `  ${op.padEnd(8)} ${type.split(":").at(-1)} ${nameIn(urn)}`;
  }
  if (diagnosticEvent === undefined || diagnosticEvent.ephemeral) return undefined;
  if (!["info", "info#err", "warning"].includes(diagnosticEvent.severity)) return undefined;
  const text = plainText(diagnosticEvent.message);
  return text === "" ? undefined : `  ${text}`;
}

/** Without the marks by which the engine colours a text. */
export function plainText(message: string): string {
  return message.replace(/<\{%[^%]*%\}>/g, "").trim();
}
