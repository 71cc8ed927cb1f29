/** Where answers of Microsoft Graph enter: read to their end, up to a size, and only as JSON. */
import * as z from "zod";
import { TenantError } from "./tenant-error.ts";

export interface Answer {
  readonly status: number;
  /** Undefined where the answer is no JSON. */
  readonly body: unknown;
  /** Graph's own word for a refusal; null where it gives none. */
  readonly code: string | null;
  /** Bytes that were read. */
  readonly size: number;
}

/** Most bytes of one answer. A page of 999 entries takes about one million. */
export const largestAnswer = 64 * 1024 * 1024;

const refusal = z.object({ error: z.object({ code: z.string() }) });

/** @throws {TenantError} when the answer is larger than any page is */
export async function readAnswer(response: Response, subject: string, service = "Microsoft Graph"): Promise<Answer> {
  const bytes = await readBytes(response, subject, service);
  const body = parsed(bytes.toString("utf8"));
  const refused = refusal.safeParse(body);
  const code = refused.success ? refused.data.error.code : null;
  return { status: response.status, body, code, size: bytes.length };
}

async function readBytes(response: Response, subject: string, service: string): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    // Leaving the loop ends the connection.
    if (size > largestAnswer) {
      throw new TenantError(
        `${service} answered for ${subject} with more than ${largestAnswer / 1024 / 1024} MiB, which the program did not read to the end`,
        "Check the proxy, and run the command again.",
      );
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Undefined for what is no JSON, such as the page of a proxy or an answer that was cut off. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
