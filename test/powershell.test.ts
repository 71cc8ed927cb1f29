/* biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts are commands, not templates. */
import fc from "fast-check";
import { split } from "shlex";
import { describe, expect, it } from "vitest";
import { native, powershell, shell } from "../catalogue/command.ts";
import { faultsOf } from "./policy/hostile-names.ts";
import { parseLine } from "./powershell.ts";

const character = fc.constantFrom(
  ..."$(){}[]`'\"\u2018\u2019\u201a\u201b\u201c\u201d\u201e;|&<>\n\r\t\u0000%!-/@\u2013\u2014\u2015\\,=#~^* aé\u202e\u200d\ufe0f",
);
const word = fc.constantFrom("$(calc)", "--%", "$env:x", "@(1)", "\\0A", "%PATH%", "CN=", "${x}", "`n");
const name = fc.array(fc.oneof(character, word), { maxLength: 12 }).map((parts) => parts.join(""));

const inWords = /^\(a (?:name|value) in it cannot be written/;

describe("whatever a name is, a command", () => {
  it("of cmdlets has it as one literal argument, or is in words", () => {
    fc.assert(
      fc.property(name, (text) => {
        const line = String(powershell`Get-ADObject -Identity ${text} -Properties name`);
        if (inWords.test(line)) return;
        const { commands, literals, faults, parameters } = parseLine(line);
        expect({ commands, faults }).toEqual({ commands: ["Get-ADObject"], faults: [] });
        expect(parameters.map(([, parameter]) => parameter)).toEqual(["-Identity", "-Properties"]);
        expect(literals).toHaveLength(1);
        if (!/^(?:CN|OU|DC)=/i.test(text)) expect(literals).toEqual([text]);
      }),
      { numRuns: 2000 },
    );
  });

  it("for a program has it as one literal argument that is no option, or is in words", () => {
    fc.assert(
      fc.property(name, (text) => {
        const line = String(native`dsacls ${text} /P:N`);
        if (inWords.test(line)) return;
        const { commands, literals, faults } = parseLine(line);
        expect({ commands, faults }).toEqual({ commands: ["dsacls"], faults: [] });
        expect(literals).toHaveLength(1);
        expect(literals[0]).not.toMatch(/^[-/@\u2013-\u2015]|"|\\$|^$/);
        if (!/^(?:CN|OU|DC)=/i.test(text)) expect(literals).toEqual([text]);
      }),
      { numRuns: 2000 },
    );
  });

  it("for both kinds of shell has it as the same argument in both, or is in words", () => {
    fc.assert(
      fc.property(name, (text) => {
        const line = String(shell`pulumi config set x ${text} y`);
        if (inWords.test(line)) return;
        expect(split(line)).toEqual(["pulumi", "config", "set", "x", text, "y"]);
        const { commands, literals, faults } = parseLine(line);
        expect({ commands, faults }).toEqual({ commands: ["pulumi"], faults: [] });
        expect(literals).toEqual(/^[A-Za-z0-9][A-Za-z0-9._@:-]*$/.test(text) ? [] : [text]);
      }),
      { numRuns: 2000 },
    );
  });
});

describe("a command that would run a name", () => {
  it.each([
    ['dsacls "OU=x$(calc),DC=example" /P:N', "$(calc)"],
    ["Get-ADUser -Identity 'x'; calc; ''", "'; calc; '"],
    ["Get-ADUser -Identity x;calc|calc&calc", ";calc|calc&calc"],
    ["Get-ADUser -Identity x -calc", " -calc"],
    ['dsacls "/calc"', "/calc"],
    ["pulumi config set x $(calc)", "$(calc)"],
    ["Get-ADUser -Identity $calc", "$calc"],
    ["Get-ADUser | Get-ADObject", "calc"],
  ])("is found: %s", (line, ending) => {
    expect(() => expect(faultsOf(line, ending)).toEqual([])).toThrow();
  });
});
