import { describe, expect, it } from "vitest";
import { initialPassword } from "../../../components/entra/initial-password.ts";

describe("an initial password", () => {
  it("is drawn again until Microsoft Entra ID accepts it", () => {
    const draws = ["onlyLettersAndNoNumber", "only-small-letters-1", "ONLY_CAPITALS_1", "With1OfEach", "Another1"];
    expect(initialPassword(() => draws.shift() ?? "")).toBe("With1OfEach");
  });

  it("has 43 characters of base64url, and is another one each time", () => {
    const passwords = Array.from({ length: 1000 }, () => initialPassword());
    for (const password of passwords) expect(password).toMatch(/^(?=.*[a-z])(?=.*[A-Z])(?=.*\d)[\w-]{43}$/);
    expect(new Set(passwords).size).toBe(1000);
  });
});
