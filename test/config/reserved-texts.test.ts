import { describe, expect, it } from "vitest";
import { textsAfter } from "./problems-of.ts";

const mark = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

describe("a text that Pulumi reserves for itself", () => {
  it("is refused as the name of a principal, which another form of the name can stand for", () => {
    const texts = textsAfter((settings) => {
      Object.assign(settings.forests[0] ?? {}, { tierZero: [mark] });
    });
    expect(texts).toEqual([
      `hybrid-sync:forests[0].tierZero[0] must be the name of a group or an account: CONTOSO\\name, name, a ` +
        `distinguished name or a security identifier (S-1-…), got "${mark}": Pulumi reserves this text for itself. ` +
        "Set it, with your own value, with:\n  pulumi config set --path 'hybrid-sync:forests[0].tierZero[0]' 'CONTOSO\\Tier 0 Administrators'",
    ]);
  });

  it.each(["1c4a061d-8072-4f0a-a4cb-0ff528b18fe7", "4dabf18193072939515e22adb298388d", `the text ${mark}`])(
    "is refused as the name of an application and of a server: %s",
    (text) => {
      const texts = textsAfter(({ connectSync }) => {
        Object.assign(connectSync.identity, { displayName: text });
        Object.assign(connectSync.accounts.sqlAdministrator, { name: text });
      });
      expect(texts).toHaveLength(2);
      for (const each of texts) expect(each).toContain(`got "${text}": Pulumi reserves this text for itself.`);
    },
  );

  it("is one problem where the value is none that could stand there anyway", () => {
    const texts = textsAfter(({ cloudSync }) => {
      cloudSync.phase = mark;
      cloudSync.accounts.serviceAccount.name = mark;
    });
    expect(texts).toHaveLength(2);
    expect(texts.filter((text) => text.includes("reserves"))).toEqual([]);
  });

  it("may stand within a name", () => {
    expect(
      textsAfter((settings) => {
        Object.assign(settings.forests[0] ?? {}, {
          tierZero: [`CONTOSO\\${mark}`, `CN=${mark},DC=contoso,DC=example`],
        });
      }),
    ).toEqual([]);
  });
});
