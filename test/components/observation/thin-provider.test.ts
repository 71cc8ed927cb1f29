import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";

/** The runner's own imports cannot be serialized, so each of these runs in a Node of its own. */
function serialized(): { text: string; containsSecrets: boolean } {
  const script = `
    import * as pulumi from "@pulumi/pulumi";
    import { thinProvider } from "./components/observation/thin-provider.ts";
    const { text, containsSecrets } = await pulumi.runtime.serializeFunction(() => thinProvider, { allowSecrets: true });
    process.stdout.write(JSON.stringify({ text, containsSecrets }));
  `;
  return JSON.parse(execFileSync(process.execPath, ["--input-type=module", "--eval", script], { encoding: "utf8" }));
}

describe("the text of the provider in the state", () => {
  it("is the same in every run, short, and without secrets", () => {
    const first = serialized();
    expect(serialized()).toEqual(first);
    expect(first.containsSecrets).toBe(false);
    expect(first.text.length).toBeLessThan(5000);
  });

  it("names no place of the machine and nothing of the implementation but its entry", () => {
    const { text } = serialized();
    expect(text).not.toContain(process.cwd());
    expect(text).not.toMatch(/ldap|graph/i);
    expect(text).toContain("/components/observation/provider.ts");
  });
});
