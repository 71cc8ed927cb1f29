/**
 * A text as one PowerShell argument. Double quotes where nothing in it means anything to PowerShell, which also takes
 * typographic quotation marks for quotes; single quotes otherwise, doubled inside.
 *
 * Source: https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_quoting_rules
 */
export function quoted(text: string): string {
  if (/^[^"$`\u201c\u201d\u201e]*$/.test(text)) return `"${text}"`;
  return `'${text.replace(/['\u2018\u2019\u201a\u201b]/g, "$&$&")}'`;
}
