import { describe, expect, it } from "vitest";
import { cmdlet, native, powershell, shell } from "../../catalogue/command.ts";

describe("a name in a line of PowerShell", () => {
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
    ["OU=a\nb,DC=example", String.raw`"OU=a\0Ab,DC=example"`],
    ["OU=a\u202eb,DC=example", String.raw`"OU=a\E2\80\AEb,DC=example"`],
    ["", '""'],
  ])("is one literal argument: %j", (name, argument) => {
    expect(String(powershell`Get-ADObject -Identity ${name}`)).toBe(`Get-ADObject -Identity ${argument}`);
  });

  it.each(["a\nb", "a\u0000b", "a\u202eb", "\ud800"])("is replaced by words where it cannot be shown: %j", (name) => {
    expect(String(powershell`Get-ADObject -Identity ${name}`)).toMatch(
      /^\(a name in it cannot .* use Get-ADObject with/,
    );
  });

  it("makes a list of several values", () => {
    expect(String(powershell`Set-ADUser -Remove @{a=${["b", "$c"]}}`)).toBe(`Set-ADUser -Remove @{a="b", '$c'}`);
  });
});

describe("a name for a program that PowerShell starts", () => {
  it.each([
    ["OU=x$(calc),DC=example", "'OU=x$(calc),DC=example'"],
    ["OU=x; calc,DC=example", '"OU=x; calc,DC=example"'],
    [String.raw`OU=a\"b,DC=example`, String.raw`"OU=a\22b,DC=example"`],
    [String.raw`OU=a\2Cb,DC=example`, String.raw`"OU=a\2Cb,DC=example"`],
    ["FABRIKAM\\agent$:GR", "'FABRIKAM\\agent$:GR'"],
  ])("is one literal argument: %j", (name, argument) => {
    expect(String(native`dsacls ${name} /P:N`)).toBe(`dsacls ${argument} /P:N`);
  });

  it.each(['a"b', "a\\", "", "/R", "-x", "@file", "\u2013x"])(
    "is replaced by words where it would arrive as something else: %j",
    (name) => {
      expect(String(native`dsacls ${name} /P:N`)).toMatch(/^\(a name in it cannot be written .*use dsacls with/);
    },
  );

  it("makes one argument of each of several", () => {
    expect(String(native`dsacls ${"DC=example"} /G ${["A:GR", "B:GR"]}`)).toBe('dsacls "DC=example" /G "A:GR" "B:GR"');
  });
});

describe("a value in a line for bash and PowerShell", () => {
  it.each([
    ["admin@fabrikam.example", "admin@fabrikam.example"],
    ["hybrid-sync:forests[0].name", "'hybrid-sync:forests[0].name'"],
    ["Sync & more; $(calc) `x` !y %z%", "'Sync & more; $(calc) `x` !y %z%'"],
    ["O'Neil", `"O'Neil"`],
    ["O\u2019Neil", '"O\u2019Neil"'],
  ])("is one literal argument in both: %j", (name, argument) => {
    expect(String(shell`pulumi config set --path ${name}`)).toBe(`pulumi config set --path ${argument}`);
  });

  it.each(["O'Neil $x", "O\u2019Neil!", 'a"b', "a\nb", "-x", "a\\", ""])(
    "is replaced by words where no quotation marks mean the same in both: %j",
    (name) => {
      expect(String(shell`pulumi config set x ${name}`)).toMatch(
        /^\(a value in it cannot be written .*edit the stack's file/,
      );
    },
  );

  it.each(["a b", "a&calc", "%PATH%", "a^b", "it's"])(
    "is replaced by words for az, a batch file, unless it is plain: %j",
    (name) => {
      expect(String(shell`az ad user update --id ${name}`)).toMatch(/^\(a name in it cannot be written .*use az with/);
    },
  );
});

describe("a command", () => {
  it("may stand in another", () => {
    expect(
      String(
        powershell`${cmdlet("Set-AADCloudSyncPermissions -PermissionType PasswordHashSync")} -TargetDomain ${"a$b"}`,
      ),
    ).toBe("Set-AADCloudSyncPermissions -PermissionType PasswordHashSync -TargetDomain 'a$b'");
  });

  it.each(["calc", "Set-AD; calc", "Set-AD$x", "Set-ADUser -Identity $x", ""])(
    "takes no other text for a cmdlet: %j",
    (name) => {
      expect(() => cmdlet(name)).toThrow(TypeError);
    },
  );
});
