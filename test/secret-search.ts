/** Where a secret occurs in a text: in plain or in UTF-16, each also as JSON has it, and in base64 at any offset. */
export function occurrences(secret: string, text: string): string[] {
  const wide = Buffer.from(secret, "utf16le");
  const forms: Record<string, string> = {
    plain: secret,
    "as JSON": asJson(secret),
    "UTF-16": wide.toString("latin1"),
    "UTF-16 as JSON": asJson(wide.toString("latin1")),
  };
  for (const offset of [0, 1, 2]) {
    forms[`base64 at offset ${offset}`] = base64At(offset, Buffer.from(secret));
    forms[`base64 of UTF-16 at offset ${offset}`] = base64At(offset, wide);
  }
  return Object.entries(forms).flatMap(([form, needle]) => (text.includes(needle) ? [form] : []));
}

function asJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** The characters that do not depend on what stands before or after the bytes. */
function base64At(offset: number, bytes: Buffer): string {
  const encoded = Buffer.concat([Buffer.alloc(offset), bytes]).toString("base64");
  return encoded.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6));
}
