/** Shorter values would tear holes into any sentence, and no secret is that short. */
const shortestSecret = 4;

/** Replaces everything that is secret in a text, as it stands and as it would stand in JSON or in a URL. */
export function redact(text: string, secrets: Iterable<string>): string {
  const forms = new Set<string>();
  for (const secret of secrets) {
    if (secret.length < shortestSecret) continue;
    forms.add(secret).add(JSON.stringify(secret).slice(1, -1)).add(encodeURIComponent(secret));
  }
  return [...forms].sort((a, b) => b.length - a.length).reduce((rest, form) => rest.replaceAll(form, "[secret]"), text);
}
