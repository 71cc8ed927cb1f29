import { createRequire } from "node:module";
import { describe, expect, it } from "vitest";
import { providerText } from "../../../components/observation/provider-text.ts";

/** As the host of dynamic providers makes a provider of its text. */
const requireFromString: (text: string) => { handler(): Record<string, unknown> } = createRequire(
  createRequire(import.meta.url).resolve("@pulumi/pulumi/package.json"),
)("require-from-string");

describe("the text of the provider in the state", () => {
  it("makes a provider with every method that the host calls", () => {
    const provider = requireFromString(providerText).handler();
    expect(Object.keys(provider).sort()).toEqual(
      ["check", "configure", "create", "delete", "diff", "read", "update"].sort(),
    );
  });

  it("is short, and names no place of the machine and nothing of the implementation but its entry", () => {
    expect(providerText.length).toBeLessThan(2000);
    expect(providerText).not.toContain(process.cwd());
    expect(providerText).not.toMatch(/ldap|graph/i);
    expect(providerText).toContain("/components/observation/provider.ts");
  });
});
