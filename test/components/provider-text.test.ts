import { createRequire } from "node:module";
import { describe, expect, it } from "vitest";
import { providerText } from "../../components/provider-text.ts";

/** As the host of dynamic providers makes a provider of its text. */
const requireFromString: (text: string) => { handler(): Record<string, (...args: object[]) => unknown> } =
  createRequire(createRequire(import.meta.url).resolve("@pulumi/pulumi/package.json"))("require-from-string");

const text = providerText("components/observation/provider.ts");

describe("the text of a provider in the state", () => {
  it("makes a provider with every method that the host calls", () => {
    const provider = requireFromString(text).handler();
    const methods = ["check", "configure", "create", "delete", "diff", "read", "update"];
    expect(Object.keys(provider).sort()).toEqual(methods);
  });

  it("is short, and names no place of the machine and nothing of the implementation but its entry", () => {
    expect(text.length).toBeLessThan(2000);
    expect(text).not.toContain(process.cwd());
    expect(text).not.toMatch(/ldap|graph/i);
    expect(text).toContain("/components/observation/provider.ts");
  });

  it("leaves inputs as they are where the implementation has nothing to add to them", async () => {
    const provider = requireFromString(providerText("components/entra/eligibility/provider.ts")).handler();
    const inputs = { principalId: "anna", role: "hybrid-identity-administrator" };
    expect(await provider.check?.({}, inputs)).toEqual({ inputs });
  });
});
