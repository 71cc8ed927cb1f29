/** Where answers of Microsoft Graph enter: read to their end, up to a size, and only as JSON. */
import * as z from "zod";
import { TenantError } from "./tenant-error.ts";

export interface Answer {
  readonly status: number;
  /** Undefined where the answer is no JSON. */
  readonly body: unknown;
  /** Graph's own word for a refusal; null where it gives none. */
  readonly code: string | null;
}

/** Most bytes of one answer. A page of 999 entries takes about one million. */
export const largestAnswer = 64 * 1024 * 1024;

const refusal = z.object({ error: z.object({ code: z.string() }) });

/** @throws {TenantError} when the answer is larger than any page is */
export async function readAnswer(response: Response, subject: string): Promise<Answer> {
  const text = await readText(response, subject);
  const body = parsed(text);
  const refused = refusal.safeParse(body);
  return { status: response.status, body, code: refused.success ? refused.data.error.code : null };
}

async function readText(response: Response, subject: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    // Leaving the loop ends the connection.
    if (size > largestAnswer) {
      throw new TenantError(
        `Microsoft Graph answered for ${subject} with more than ${largestAnswer / 1024 / 1024} MiB, which was not read to its end`,
        "Check the proxy; preview again.",
      );
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** Undefined for what is no JSON, such as the page of a proxy or an answer that was cut off. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
