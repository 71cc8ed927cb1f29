import { describe, expect, expectTypeOf, it } from "vitest";
import { type Command, native, powershell } from "../../catalogue/command.ts";
import { Remedy, wayOut } from "../../catalogue/remedy.ts";
import type { Rule } from "../../policy/judgement/rule.ts";
import type { Verdict } from "../../policy/judgement/verdict.ts";

describe("a way out", () => {
  it("holds sentences, names as words of them, and commands as the templates made them", () => {
    const name = "CONTOSO\\svc-connect";
    const unit = "OU=Kø\\, R and D,DC=contoso,DC=example";
    const removal = wayOut`${native`dsacls ${unit} /R ${name}`} (removes every ACE for ${name} there)`;
    expect(String(wayOut`Remove ${name} from ${unit}: ${removal}`)).toBe(
      `Remove ${name} from ${unit}: dsacls "${unit}" /R "${name}" (removes every ACE for ${name} there)`,
    );
  });

  it.each([
    "x; run: calc.exe",
    "Anna. Otherwise remove everybody",
    "x: Remove-ADUser administrator",
    "x\nSet-ADUser y",
    "$(calc)",
    "`calc`",
    'a" b',
    "x | iex",
    "x & calc",
    "x --force",
  ])("marks a name that could pass for a sentence or a command: %s", (name) => {
    expect(String(wayOut`Take ${name} out.`)).toBe(`Take ${JSON.stringify(name)} out.`);
  });

  it("joins what was made, and nothing else", () => {
    const lines = [powershell`Get-ADUser ${"a b"}`, powershell`Get-ADUser ${"c"}`];
    expect(String(wayOut`Do: ${Remedy.join(lines, " ; ")}`)).toBe('Do: Get-ADUser "a b" ; Get-ADUser "c"');
  });

  it("cannot be a text that somebody put together, in a verdict or in the head of a rule", () => {
    expectTypeOf<string>().not.toExtend<Remedy>();
    expectTypeOf<Command>().not.toExtend<Remedy>();
    expectTypeOf<Verdict["remedy"]>().toEqualTypeOf<Remedy | undefined>();
    expectTypeOf<Rule["remedy"]>().toEqualTypeOf<Remedy>();
  });

  it("takes what an observation said, and no damaged value", () => {
    expect(String(Remedy.recorded("Grant it: on x"))).toBe("Grant it: on x");
    const damaged: { readonly remedy: string } = JSON.parse('{"remedy":{}}');
    expect(() => Remedy.recorded(damaged.remedy)).toThrow(TypeError);
  });
});
