import { describe, expect, it } from "vitest";
import { observed } from "../../../catalogue/fact.ts";
import { observeSeamlessSingleSignOn } from "../../../directory/inspection/seamless-single-sign-on.ts";
import { nobodyElse } from "../../../directory/inspection/takeover.ts";
import { Survey } from "../../../directory/takeover/survey.ts";
import {
  allow,
  computer,
  descriptor,
  domain,
  domainSid,
  group,
  type MemoryForest,
  memoryForest,
  object,
  unreachable,
} from "../memory-forest.ts";

const account = {
  ...computer("AZUREADSSOACC", 1400),
  passwordLastSet: "133497504000000000",
  supportedEncryptionTypes: 28,
};
const helpdesk = group("Helpdesk", 1300);
const helper = object("helper", { rid: 1301 });

async function observe(model: MemoryForest) {
  const source = memoryForest(model);
  const survey = await Survey.open(memoryForest({ ...model, failing: {} }), nobodyElse);
  return observeSeamlessSingleSignOn(source, domain(), observed(survey));
}

function withDescriptor(entries: Parameters<typeof descriptor>[0]) {
  const attributes = { nTSecurityDescriptor: [Buffer.from(descriptor(entries)).toString("base64")] };
  return [{ distinguishedName: account.distinguishedName, attributes }];
}

describe("seamless single sign-on", () => {
  it("is not in use in a domain without its account", async () => {
    expect(await observe({})).toEqual({ observed: null });
  });

  it("shows the age of the password and the encryption types of its account", async () => {
    expect(await observe({ objects: [account] })).toMatchObject({
      observed: {
        account: { name: "WINGTIP\\AZUREADSSOACC$", objectClass: "computer" },
        passwordLastSet: { observed: "2024-01-15T00:00:00.000Z" },
        encryptionTypes: { observed: 28 },
      },
    });
  });

  it("has no such date where the password was never set", async () => {
    expect(await observe({ objects: [{ ...account, passwordLastSet: "0" }] })).toMatchObject({
      observed: { passwordLastSet: { observed: null } },
    });
  });

  it("shows who could take its account over", async () => {
    const model = {
      objects: [account, helpdesk, helper],
      memberOf: { [`${domainSid}-1301`]: [`${domainSid}-1300`] },
      entries: [
        ...withDescriptor([allow(`${domainSid}-1300`), allow(`${domainSid}-512`), allow("S-1-5-18")]),
        {
          distinguishedName: helpdesk.distinguishedName,
          attributes: { objectClass: ["top", "group"], member: [helper.distinguishedName] },
        },
      ],
    };
    const paths = {
      observed: { count: 1, sample: [{ principal: { sid: `${domainSid}-1300` }, edge: "full-control" }] },
    };
    expect(await observe(model)).toMatchObject({ observed: { takeover: { observed: [{ paths }] } } });
  });

  it("does not guess what is hidden", async () => {
    const blind = { ...account, userAccountControl: null, passwordLastSet: null, supportedEncryptionTypes: null };
    const entries = [{ distinguishedName: account.distinguishedName, attributes: { nTSecurityDescriptor: [] } }];
    expect(await observe({ objects: [blind], entries })).toMatchObject({
      observed: {
        passwordLastSet: { unobservable: { reason: expect.stringContaining("pwdLastSet") } },
        encryptionTypes: { unobservable: { reason: expect.stringContaining("cannot read the permissions of") } },
      },
    });
    expect(await observe({ failing: { findAccounts: unreachable } })).toMatchObject({
      unobservable: { reason: unreachable.reason },
    });
  });
});
