import { bareServerName } from "../../catalogue/server-name.ts";
import { type Path, pathText } from "../path.ts";
import { showValue } from "../secrets.ts";
import { agentsOf } from "./cloud-sync.ts";
import { type Check, entriesOf, ignoringCase, repetitions } from "./draft.ts";

/** Nothing stands twice in a list of names. */
export const nothingTwice: Check = ({ tenant, cloudSync, connectSync, guardRails, azure }) => {
  const lists: { list: readonly (string | undefined)[] | undefined; path: Path; identify: (name: string) => string }[] =
    [
      { list: tenant?.emergencyAccounts, path: ["tenant", "emergencyAccounts"], identify: ignoringCase },
      { list: tenant?.trustedApplications, path: ["tenant", "trustedApplications"], identify: ignoringCase },
      { list: tenant?.trustedAdministrators, path: ["tenant", "trustedAdministrators"], identify: ignoringCase },
      { list: tenant?.federatedDomains, path: ["tenant", "federatedDomains"], identify: ignoringCase },
      ...agentsOf(cloudSync).flatMap(({ path, domains, features, agentServers }) => [
        { list: domains, path: [...path, "domains"], identify: ignoringCase },
        { list: features, path: [...path, "features"], identify: ignoringCase },
        { list: agentServers, path: [...path, "agentServers"], identify: bareServerName },
      ]),
      {
        list: cloudSync?.exchangeOnlineAttributes,
        path: ["cloudSync", "exchangeOnlineAttributes"],
        identify: ignoringCase,
      },
      { list: azure?.alerts?.emails, path: ["azure", "alerts", "emails"], identify: ignoringCase },
      { list: azure?.keyVault?.readers, path: ["azure", "keyVault", "readers"], identify: ignoringCase },
      { list: azure?.operators, path: ["azure", "operators"], identify: ignoringCase },
      {
        list: guardRails?.namedLocation?.addresses,
        path: ["guardRails", "namedLocation", "addresses"],
        identify: ignoringCase,
      },
      {
        list: guardRails?.legacyUserPolicy?.users,
        path: ["guardRails", "legacyUserPolicy", "users"],
        identify: ignoringCase,
      },
      ...entriesOf(connectSync?.forests, ["connectSync", "forests"]).map(({ value, path }) => ({
        list: value.features,
        path: [...path, "features"],
        identify: ignoringCase,
      })),
      ...entriesOf(connectSync?.forests, ["connectSync", "forests"]).map(({ value, path }) => ({
        list: value.domains,
        path: [...path, "domains"],
        identify: ignoringCase,
      })),
      {
        list: connectSync?.versions?.releases?.map((release) => release?.version),
        path: ["connectSync", "versions", "releases"],
        identify: withoutLeadingZeros,
      },
      {
        list: connectSync?.versions?.served?.map((served) => served?.oldest),
        path: ["connectSync", "versions", "served"],
        identify: withoutLeadingZeros,
      },
      ...[
        { tool: "cloudSync", roles: cloudSync?.accounts?.hybridIdentityAdministrator?.roles },
        { tool: "connectSync", roles: connectSync?.accounts?.hybridIdentityAdministrator?.roles },
      ].map(({ tool, roles }) => ({
        list: roles,
        path: [tool, "accounts", "hybridIdentityAdministrator", "roles"],
        identify: ignoringCase,
      })),
    ];
  return lists.flatMap(({ list, path, identify }) =>
    repetitions(entriesOf(list, path), identify).map((repetition) => repeated(repetition, repetition.path)),
  );
};

/** Of a version, `2.06.1.0` is `2.6.1.0`. */
function withoutLeadingZeros(version: string): string {
  return version
    .split(".")
    .map((number) => String(Number(number)))
    .join(".");
}

/** A sync server is declared once, however its name is written. */
export const eachServerOnce: Check = ({ connectSync }) => {
  const names = entriesOf(connectSync?.servers, ["connectSync", "servers"]).flatMap(({ value, path }) =>
    value.name === undefined ? [] : [{ value: value.name, path: [...path, "name"] }],
  );
  return repetitions(names, bareServerName).map((repetition) => repeated(repetition, repetition.path.slice(0, -1)));
};

function repeated({ value, path, first }: { value: string; path: Path; first: Path }, remove: Path) {
  const shown = showValue(path, value);
  return {
    path,
    value: shown,
    allowed: "a value that the list does not have yet",
    predicate: `repeats ${pathText(first)}, got ${shown}`,
    remedy: { remove: [remove] },
  };
}
