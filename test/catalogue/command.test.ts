import { describe, expect, it } from "vitest";
import { quoted } from "../../policy/powershell.ts";

describe("a PowerShell argument", () => {
  it.each([
    ["CN=svc-sync,OU=Services,DC=fabrikam,DC=example", '"CN=svc-sync,OU=Services,DC=fabrikam,DC=example"'],
    ["CN=O'Neil,DC=fabrikam,DC=example", `"CN=O'Neil,DC=fabrikam,DC=example"`],
    ["agent$", "'agent$'"],
    ["CN=$(Stop-Computer),DC=example", "'CN=$(Stop-Computer),DC=example'"],
    ["CN=`n,DC=example", "'CN=`n,DC=example'"],
    ['CN=a"; Stop-Computer; "', `'CN=a"; Stop-Computer; "'`],
    ["CN=a\u201d; Stop-Computer; \u201c", "'CN=a\u201d; Stop-Computer; \u201c'"],
    ["$'; Stop-Computer; '", "'$''; Stop-Computer; '''"],
    ["$\u2019; Stop-Computer", "'$\u2019\u2019; Stop-Computer'"],
  ])("is %s as it stands", (text, argument) => {
    expect(quoted(text)).toBe(argument);
  });
});
