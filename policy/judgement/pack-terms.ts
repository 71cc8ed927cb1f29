/** What the configuration of the policy pack may ask of every stack: the same that a stack may ask for itself. */
import { closest } from "fastest-levenshtein";
import { type Profile, profiles } from "../../catalogue/profiles.ts";
import { type ThresholdName, thresholdNames, thresholds } from "../../catalogue/thresholds.ts";
import type { PackTerms } from "./context.ts";

/** The policy under whose name the configuration of the pack says it. */
export const termsPolicyName = "profile-and-thresholds";

const profileNames = Object.keys(profiles) as readonly Profile[];

/** By which the engine checks the configuration before anything runs. */
export const configSchema = {
  properties: {
    profile: {
      type: "string" as const,
      enum: [...profileNames],
      description: "How strictly every stack is judged, where the stack itself does not ask for more.",
    },
    ...Object.fromEntries(
      thresholdNames.map((name) => {
        const { minimum, maximum, description } = thresholds[name];
        return [name, { type: "integer" as const, minimum, maximum, description }];
      }),
    ),
  },
};

/** What someone wrote there, as far as it can be used, and what is wrong with the rest: whole sentences. */
export function packTermsOf(config: Readonly<Record<string, unknown>>): {
  readonly terms: PackTerms;
  readonly problems: readonly string[];
} {
  const asked = Object.entries(config).filter(([name]) => name !== "enforcementLevel");
  const problems = asked.flatMap(([name, value]) => problemOf(name, value) ?? []);
  const usable = Object.fromEntries(asked.filter(([name, value]) => problemOf(name, value) === undefined));
  const { profile, ...numbers } = usable as { readonly profile?: Profile } & Partial<Record<ThresholdName, number>>;
  return { terms: { ...(profile === undefined ? {} : { profile }), thresholds: numbers }, problems };
}

function problemOf(name: string, value: unknown): string | undefined {
  const where = `${termsPolicyName}.${name}`;
  if (name === "profile") {
    if (profileNames.some((each) => each === value)) return undefined;
    return `${where} must be ${profileNames.join(" or ")}, got ${shown(value)}.`;
  }
  const own = thresholdNames.find((each) => each === name);
  if (own === undefined)
    return `${where} is not known. Did you mean ${closest(name, ["profile", ...thresholdNames])}? Otherwise remove it.`;
  const { minimum, maximum } = thresholds[own];
  if (Number.isInteger(value) && Number(value) >= minimum && Number(value) <= maximum) return undefined;
  return `${where} must be a whole number from ${minimum} to ${maximum}, got ${shown(value)}.`;
}

function shown(value: unknown): string {
  return JSON.stringify(value) ?? "nothing";
}
