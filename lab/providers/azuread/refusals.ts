/** What the plugin refuses once it compares a declaration with what is there, in a preview already. */
import { isObject, type Values } from "../property-values.ts";
import { flag, text, texts } from "./values.ts";

/** @throws {Error} in the plugin's own words */
export function refuse(type: string, inputs: Values): void {
  const refusal = refusals[type]?.(inputs);
  if (refusal !== undefined) throw new Error(refusal);
}

/** By resource type. Source: `CustomizeDiff` of each resource of https://github.com/hashicorp/terraform-provider-azuread. */
const refusals: Readonly<Record<string, (inputs: Values) => string | undefined>> = {
  Group: refuseGroup,
  User: refuseUser,
  Application: refuseApplication,
  ConditionalAccessPolicy: refusePolicy,
};

function refuseGroup(inputs: Values): string | undefined {
  const types = texts(inputs.types);
  const isUnified = types.includes("Unified");
  const isMailEnabled = flag(inputs.mailEnabled);
  if (types.includes("DynamicMembership") && !isObject(inputs.dynamicMembership ?? null)) {
    return '`dynamic_membership` must be specified when `types` contains "DynamicMembership"';
  }
  if (isMailEnabled && !isUnified) return '`types` must contain "Unified" for mail-enabled groups';
  if (!isMailEnabled && isUnified) return "`mail_enabled` must be true for unified groups";
  if (isMailEnabled && (inputs.mailNickname ?? "") === "") return "`mail_nickname` is required for mail-enabled groups";
  if (flag(inputs.assignableToRole) && inputs.securityEnabled !== true && typeof inputs.securityEnabled !== "symbol") {
    return "`assignable_to_role` can only be `true` for security-enabled groups";
  }
  if (isUnified) return undefined;
  const only = unifiedOnly.find(
    ([property]) => flag(inputs[property]) || texts(inputs[property]).length > 0 || text(inputs[property]) !== "",
  );
  if (only) return `\`${only[1]}\` is only supported for unified groups`;
  return text(inputs.visibility) === "Hiddenmembership"
    ? '`visibility` can only be "Hiddenmembership" for unified groups'
    : undefined;
}

/** With the name that the plugin's own error messages give them. */
const unifiedOnly = [
  ["autoSubscribeNewMembers", "auto_subscribe_new_members"],
  ["behaviors", "behaviors"],
  ["externalSendersAllowed", "external_senders_allowed"],
  ["hideFromAddressLists", "hide_from_address_lists"],
  ["hideFromOutlookClients", "hide_from_outlook_clients"],
  ["provisioningOptions", "provisioning_options"],
  ["theme", "theme"],
] as const;

function refuseUser({ ageGroup, consentProvidedForMinor }: Values): string | undefined {
  const consent = text(consentProvidedForMinor);
  if (text(ageGroup) === "Minor" || consent === "" || consent === "NotRequired") return undefined;
  // The plugin names the wrong groups here.
  return '`consent_provided_for_minor` can only be set to "Granted" or "Denied" when `age_group` is "Adult" or "NotAdult"';
}

const personal = ["AzureADandPersonalMicrosoftAccount", "PersonalMicrosoftAccount"];

function refuseApplication({ api, signInAudience }: Values): string | undefined {
  const version = isObject(api ?? null) ? (api as Values).requestedAccessTokenVersion : undefined;
  return personal.includes(text(signInAudience)) && version !== 2
    ? `\`requested_access_token_version\` must be 2 when \`sign_in_audience\` is ${personal.map((one) => JSON.stringify(one)).join(" or ")}`
    : undefined;
}

function refusePolicy({ sessionControls }: Values): string | undefined {
  if (!isObject(sessionControls ?? null)) return undefined;
  const { signInFrequency, signInFrequencyInterval, signInFrequencyPeriod } = sessionControls as Values;
  const isTimed = (signInFrequency ?? 0) !== 0 || text(signInFrequencyPeriod) !== "";
  return text(signInFrequencyInterval) === "everyTime" && isTimed
    ? "when `session_controls.sign_in_frequency_interval` is set to `everyTime`, `sign_in_frequency` and `sign_in_frequency_period` are not valid"
    : undefined;
}
