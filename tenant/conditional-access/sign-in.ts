/** Whether a Conditional Access policy is about the way in which a sync tool signs in. */
import { syncService } from "../../catalogue/sync-applications.ts";
import { objectId } from "../groups.ts";
import { type Policy, says, unknownIn } from "./policy.ts";

/** Someone who signs in for a sync tool. */
export type Identity =
  | {
      readonly kind: "user";
      /** Null before the installer has made it. */
      readonly id: string | null;
      /** Object ids of groups, also through others. */
      readonly groups: readonly string[];
      /** Template ids of directory roles. */
      readonly roles: readonly string[];
    }
  | {
      readonly kind: "service principal";
      /** Of each that has the declared name; none before it is made. */
      readonly ids: readonly string[];
    };

/** Whether something is so; with what leaves it open, as Microsoft Graph calls that. */
export type Answer =
  | { readonly answer: "yes" | "no" }
  | { readonly answer: "undecided"; readonly by: readonly string[] };

const yes: Answer = { answer: "yes" };
const no: Answer = { answer: "no" };
const undecided = (...by: readonly string[]): Answer => ({ answer: "undecided", by });
const decided = (is: boolean): Answer => (is ? yes : no);

/** All of them: a no decides, whatever is open besides. */
function all(...answers: readonly Answer[]): Answer {
  if (answers.some(({ answer }) => answer === "no")) return no;
  const by = answers.flatMap((one) => (one.answer === "undecided" ? one.by : []));
  return by.length === 0 ? yes : undecided(...new Set(by));
}

/**
 * Locations aside. What a person would do in a sign-in is nothing that a sync tool does, and it names no device, so no
 * demand is ever met: with "OR" between several there is no one among them that would do.
 */
export function isAbout(policy: Policy, identity: Identity): Answer {
  const { conditions } = policy;
  const whom =
    identity.kind === "user"
      ? all(isAboutClient(conditions), isAboutUser(conditions, identity))
      : isAboutPrincipal(conditions, identity.ids);
  return all(isOn(policy), isDemanding(policy), isUnconditional(conditions), isAboutApplication(conditions), whom);
}

function isOn({ state }: Policy): Answer {
  if (state === "disabled") return no;
  return state === "enabled" || state === "enabledForReportingButNotEnforced" ? yes : undecided("state");
}

/** Source: https://learn.microsoft.com/graph/api/resources/conditionalaccessgrantcontrols */
const knownControls: readonly string[] = [
  "approvedApplication",
  "block",
  "compliantApplication",
  "compliantDevice",
  "domainJoinedDevice",
  "mfa",
  "passwordChange",
];

function isDemanding({ grantControls, sessionControls }: Policy): Answer {
  const {
    authenticationStrength,
    builtInControls = [],
    customAuthenticationFactors = [],
    termsOfUse = [],
  } = grantControls ?? {};
  const known = builtInControls.filter((control) => knownControls.includes(control));
  const strange = [
    ...builtInControls.filter((control) => !knownControls.includes(control)),
    ...unknownIn("grantControls", grantControls),
  ];
  const demands = says(authenticationStrength) || [known, customAuthenticationFactors, termsOfUse].flat().length > 0;
  // One that nobody here knows might be met without a person, and then be enough.
  if (demands) return strange.length > 0 && grantControls?.operator === "OR" ? undecided(...strange) : yes;
  const open = [...strange, ...unknownIn("sessionControls", sessionControls)];
  if (open.length > 0) return undecided(...open);
  // Every policy has one of them; one without was not shown whole.
  const hasSession = Object.values(sessionControls ?? {}).some((control) => control !== null);
  return hasSession ? no : undecided("grantControls", "sessionControls");
}

/** Source: https://learn.microsoft.com/graph/api/resources/conditionalaccessconditionset */
const riskLevels: readonly string[] = ["low", "medium", "high", "hidden"];

/** A risk that has not been seen, or a way of signing in that no sync tool takes, leaves its sign-ins alone. */
function isUnconditional(conditions: Policy["conditions"]): Answer {
  const { authenticationFlows, devices } = conditions;
  return all(
    ...(["servicePrincipalRiskLevels", "signInRiskLevels", "userRiskLevels"] as const).map((name) =>
      isWithoutRisk(name, conditions[name]),
    ),
    isOrdinaryFlow(authenticationFlows),
    isUnknownDevice(devices),
    undecidedBy(unknownIn("conditions", conditions)),
  );
}

function undecidedBy(names: readonly string[]): Answer {
  return names.length === 0 ? yes : undecided(...names);
}

function isWithoutRisk(name: string, levels: readonly string[]): Answer {
  if (levels.length === 0 || levels.includes("none")) return yes;
  return levels.every((level) => riskLevels.includes(level)) ? no : undecided(name);
}

/** Nobody types a code for a sync tool, and none moves its sign-in to a telephone. */
function isOrdinaryFlow(flows: Policy["conditions"]["authenticationFlows"]): Answer {
  if (!says(flows)) return yes;
  const { transferMethods, ...others } = flows ?? {};
  const methods = (transferMethods ?? "").split(",").map((method) => method.trim());
  const isKnown = methods.every((method) => method === "deviceCodeFlow" || method === "authenticationTransfer");
  return isKnown && !says(others) ? no : undecided("authenticationFlows");
}

/**
 * The server is unknown as a device in these sign-ins. A filter that leaves out devices by what they are leaves it in;
 * whether others take it depends on their rules, which are not evaluated here.
 *
 * Source: https://learn.microsoft.com/entra/identity/conditional-access/concept-condition-filters-for-devices
 */
function isUnknownDevice(devices: Policy["conditions"]["devices"]): Answer {
  const open = unknownIn("devices", devices);
  const filter = devices?.deviceFilter;
  const isPositive = /-(eq|in|contains|startsWith|endsWith)\b/i.test(filter?.rule ?? "");
  const isNegative = /-(ne|not\w*)\b/i.test(filter?.rule ?? "");
  if (filter && !(filter.mode === "exclude" && isPositive && !isNegative)) open.push("deviceFilter");
  return undecidedBy(open);
}

function isAboutApplication({ applications }: Policy["conditions"]): Answer {
  const { includeApplications, excludeApplications, applicationFilter } = applications;
  const service = [syncService.applicationId];
  return inOrOut({
    isIncluded: includeApplications.includes("All") || meets(includeApplications, service),
    isExcluded: meets(excludeApplications, service),
    filter: { name: "applicationFilter", mode: applicationFilter?.mode ?? null },
    strange: [
      ...unknownIn("applications", applications),
      ...strangeLists({ includeApplications, excludeApplications }, applicationWords, service),
    ],
  });
}

/** Source: https://learn.microsoft.com/graph/api/resources/conditionalaccessapplications */
const applicationWords: readonly string[] = ["All", "None", "Office365", "MicrosoftAdminPortals"];
/** Source: https://learn.microsoft.com/graph/api/resources/conditionalaccessusers */
const userWords: readonly string[] = ["All", "None", "GuestsOrExternalUsers"];
/** Source: https://learn.microsoft.com/graph/api/resources/conditionalaccessclientapplications */
const principalWords: readonly string[] = ["ServicePrincipalsInMyTenant"];

/** Whether one of the ids is listed, in whatever letter case. */
function meets(listed: readonly string[], ids: readonly string[]): boolean {
  const lowercase = ids.map((id) => id.toLowerCase());
  return listed.some((one) => lowercase.includes(one.toLowerCase()));
}

/** Names of the lists with an entry that is neither an id nor a known word: it may stand for anybody. */
function strangeLists(
  lists: Readonly<Record<string, readonly string[]>>,
  words: readonly string[],
  ids: readonly string[],
): string[] {
  const isKnown = (one: string) => objectId.test(one) || words.includes(one) || meets([one], ids);
  return Object.entries(lists).flatMap(([name, listed]) => (listed.every(isKnown) ? [] : [name]));
}

/** What is left out is out; what is not known here may take in, or leave out, what otherwise is not. */
function inOrOut({
  isIncluded,
  isExcluded,
  filter,
  strange,
}: {
  readonly isIncluded: boolean;
  readonly isExcluded: boolean;
  /** A null mode where there is none. */
  readonly filter: { readonly name: string; readonly mode: string | null } | null;
  readonly strange: readonly string[];
}): Answer {
  if (isExcluded) return no;
  const excluding = strange.filter((name) => /^exclude/i.test(name));
  const including = strange.filter((name) => /^include/i.test(name));
  const either = strange.filter((name) => !/^(in|ex)clude/i.test(name));
  if (filter !== null && filter.mode !== null) {
    (filter.mode === "include" ? including : filter.mode === "exclude" ? excluding : either).push(filter.name);
  }
  const open = isIncluded ? [...excluding, ...either] : [...including, ...either];
  return open.length > 0 ? undecided(...open) : decided(isIncluded);
}

const clientTypes: readonly string[] = ["browser", "exchangeActiveSync", "easSupported", "easUnsupported", "other"];
const platformNames: readonly string[] = ["android", "iOS", "windowsPhone", "macOS", "linux"];

/** Connect Sync is a desktop client with modern authentication, on Windows. */
function isAboutClient({ clientAppTypes, platforms }: Policy["conditions"]): Answer {
  const { includePlatforms = [], excludePlatforms = [] } = platforms ?? {};
  const strangeIncluded = includePlatforms.some((one) => !["all", "windows", ...platformNames].includes(one));
  const onWindows = includePlatforms.length === 0 || includePlatforms.some((one) => one === "all" || one === "windows");
  const asClient = clientAppTypes.some((type) => type === "all" || type === "mobileAppsAndDesktopClients");
  const strangeClient = clientAppTypes.some((type) => !clientTypes.includes(type));
  if (excludePlatforms.includes("windows")) return no;
  return all(
    asClient ? yes : strangeClient ? undecided("clientAppTypes") : no,
    onWindows ? yes : strangeIncluded ? undecided("platforms") : no,
    undecidedBy(unknownIn("platforms", platforms)),
  );
}

function isAboutUser(
  { users, clientApplications }: Policy["conditions"],
  { id, groups, roles }: Extract<Identity, { kind: "user" }>,
): Answer {
  // A policy is about users or about service principals; one that is about neither was not shown whole.
  if (!users) return clientApplications ? no : undecided("users");
  const { includeUsers, includeGroups, includeRoles, excludeUsers, excludeGroups, excludeRoles } = users;
  const own = id === null ? [] : [id];
  return inOrOut({
    isIncluded:
      includeUsers.includes("All") ||
      meets(includeUsers, own) ||
      meets(includeGroups, groups) ||
      meets(includeRoles, roles),
    isExcluded: meets(excludeUsers, own) || meets(excludeGroups, groups) || meets(excludeRoles, roles),
    filter: null,
    strange: [
      ...unknownIn("users", users),
      ...strangeLists({ includeUsers, excludeUsers }, userWords, own),
      ...strangeLists({ includeGroups, excludeGroups }, [], groups),
      ...strangeLists({ includeRoles, excludeRoles }, [], roles),
    ],
  });
}

function isAboutSomeUser(users: Policy["conditions"]["users"]): boolean {
  return Object.entries(users ?? {}).some(
    ([name, content]) => name.startsWith("include") && says(content) && JSON.stringify(content) !== '["None"]',
  );
}

/** Where several have the declared name, a policy that names some of them may mean the one that is used. */
function isAboutPrincipal(
  { clientApplications: clients, users }: Policy["conditions"],
  ids: readonly string[],
): Answer {
  if (!clients) return isAboutSomeUser(users) ? no : undecided("clientApplications");
  const { includeServicePrincipals, excludeServicePrincipals, servicePrincipalFilter } = clients;
  const listedIn = (listed: readonly string[]) => ids.filter((id) => meets(listed, [id])).length;
  const everyone = includeServicePrincipals.includes("ServicePrincipalsInMyTenant");
  const included = everyone ? Math.max(ids.length, 1) : listedIn(includeServicePrincipals);
  const excluded = listedIn(excludeServicePrincipals);
  const isAmbiguous = ids.length > 1 && [included, excluded].some((count) => count > 0 && count < ids.length);
  return all(
    inOrOut({
      isIncluded: included > 0,
      isExcluded: excluded > 0 && excluded === ids.length,
      filter: { name: "servicePrincipalFilter", mode: servicePrincipalFilter?.mode ?? null },
      strange: [
        ...unknownIn("clientApplications", clients),
        ...strangeLists({ includeServicePrincipals, excludeServicePrincipals }, principalWords, ids),
      ],
    }),
    isAmbiguous ? undecided("clientApplications") : yes,
  );
}
