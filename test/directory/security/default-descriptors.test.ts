import { describe, expect, test } from "vitest";
import { toSddl } from "../../../directory/security/sddl.ts";
import { parseSddl } from "../../../directory/security/sddl-reader.ts";
import { decodeSecurityDescriptor, encodeSecurityDescriptor } from "../../../directory/security/security-descriptor.ts";
import { defaultSecurityDescriptors as texts } from "../../fixtures/default-security-descriptors.ts";

const domain = "S-1-5-21-1-2-3";
const domains = { domain, forestRoot: domain };

describe("the default security descriptors of the Windows schema", () => {
  test("are as many as it has", () => {
    expect(texts).toHaveLength(252);
  });

  test("are written in a text that stays the same from then on", () => {
    for (const text of texts) {
      const written = toSddl(parseSddl(text, domains), domains);
      expect(toSddl(parseSddl(written, domains), domains)).toBe(written);
      expect(parseSddl(written, domains)).toEqual(parseSddl(text, domains));
    }
  });

  test("come back from their bytes as they were", () => {
    for (const text of texts) {
      const model = parseSddl(text, domains);
      expect(decodeSecurityDescriptor(encodeSecurityDescriptor(model))).toEqual(model);
    }
  });
});
