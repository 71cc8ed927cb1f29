/** What an account that a person attests has to look like; see contract/server.ts for what it means. */
import type { Attestation, AttestedAccountInputs } from "../../contract/server.ts";
import { account, phase } from "./catalogue.ts";
import { nullable, object, text, truth } from "./shape.ts";

export const attestedAccount = object<AttestedAccountInputs>({
  account,
  phase,
  name: nullable(text),
  needed: truth,
  reason: text,
  attestation: nullable(object<Attestation>({ by: text, on: text, evidence: text, expires: text }, { name: text })),
});
