import {
  cloudSyncAgents,
  firstForest,
  type Settings,
  serviceAccountInDirectory,
  syncServers,
  trustedPrincipals,
} from "../../config.ts";
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
  const { exchangeOnlineAttributes } = settings.cloudSync ?? {};
  return cloudSyncAgents(settings.cloudSync).flatMap(
    ({ forest, domainAdministrator, serviceAccount, agentServers }): ObservationRequest[] => [
      ...(domainAdministrator === undefined
        ? []
        : [{ subject: "privileged administrator", forest, name: domainAdministrator.name } as const]),
      {
        subject: "group managed service account",
        forest,
        name: serviceAccount.name,
        servers: agentServers,
        trusted: trustedPrincipals(settings, forest),
        ...(exchangeOnlineAttributes === undefined ? {} : { exchangeOnlineAttributes }),
      },
    ],
  );
}

function connectSyncRequests(settings: Settings): readonly ObservationRequest[] {
  const { connectSync } = settings;
  if (connectSync === undefined) return [];
  const { forests, accounts, servers } = connectSync;
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
      name: serviceAccountInDirectory(connectSync),
      servers: servers.map(({ name }) => name),
      trusted: trustedPrincipals(settings, serviceAccount.forest ?? firstForest(connectSync)),
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
