import { firstForest, type Settings, syncServers, trustedPrincipals } from "../../config.ts";
import type { ObservationRequest } from "../../directory/requests.ts";

/**
 * Everything of one forest that a stack observes, whatever features are switched on: observations do not depend on
 * them, so a snapshot answers for every feature.
 */
export function requestsFor(settings: Settings, forest: string): readonly ObservationRequest[] {
  const requests: readonly ObservationRequest[] = [
    {
      subject: "forest",
      forest,
      trusted: trustedPrincipals(settings, forest),
      syncServers: syncServers(settings, forest),
      consistencyGuids: true,
    },
    ...cloudSyncRequests(settings),
    ...connectSyncRequests(settings),
  ];
  return requests.filter((request) => request.forest.toLowerCase() === forest.toLowerCase());
}

function cloudSyncRequests(settings: Settings): readonly ObservationRequest[] {
  const { cloudSync } = settings;
  if (cloudSync === undefined) return [];
  const { forest, accounts, agentServers } = cloudSync;
  return [
    { subject: "privileged administrator", forest, name: accounts.domainAdministrator.name },
    {
      subject: "group managed service account",
      forest,
      name: accounts.serviceAccount.name,
      servers: agentServers,
      trusted: trustedPrincipals(settings, forest),
    },
  ];
}

function connectSyncRequests(settings: Settings): readonly ObservationRequest[] {
  const { connectSync } = settings;
  if (connectSync === undefined) return [];
  const { forests, accounts } = connectSync;
  const { serviceAccount, enterpriseAdministrator } = accounts;
  return [
    ...forests.map(
      ({ forest, connectorAccount }): ObservationRequest => ({
        subject: "connector account",
        forest,
        name: connectorAccount ?? null,
        trusted: trustedPrincipals(settings, forest),
      }),
    ),
    {
      subject: "ADSync service account",
      forest: serviceAccount.forest ?? firstForest(connectSync),
      name: serviceAccount.name ?? null,
    },
    ...(enterpriseAdministrator === undefined
      ? []
      : [
          {
            subject: "privileged administrator",
            forest: enterpriseAdministrator.forest ?? firstForest(connectSync),
            name: enterpriseAdministrator.name,
          } as const,
        ]),
  ];
}
