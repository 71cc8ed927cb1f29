import * as z from "zod";
import { listAsOf } from "../../catalogue/permissions/exchange-online.ts";
import {
  gmsaModes,
  leavesOwnGmsaFrom,
  needsNoAdministratorFrom,
  wizardsGmsa,
} from "../../catalogue/provisioning-agent.ts";
import * as formats from "../formats.ts";
import { entraAdministrator, privilegedAdministrator } from "./administrators.ts";
import { about, text } from "./field.ts";
import { featureIds, forestReference, organizationalUnits, phase } from "./tool.ts";

const domains = z
  .array(text(formats.dnsName, { description: "DNS name of a domain." }))
  .min(1)
  .meta(about({ description: "Domains that the agents serve.", example: ["contoso.example"] }));

const agentServers = z
  .array(text(formats.server, { description: "A server.", example: "AGENT01" }))
  .min(1)
  .meta(about({ description: "Servers that run a provisioning agent.", example: ["AGENT01", "AGENT02"] }));

const domainAdministrator = privilegedAdministrator(
  "Domain or Enterprise Administrator who installs the agent and creates its gMSA. Omit it only when the agent needs " +
    "none: see serviceAccount.mode.",
  "CONTOSO\\adm-cloudsync",
);

const serviceAccount = z
  .strictObject({
    name: text(formats.managedServiceAccount, {
      description: "The gMSA. The default is the name of the gMSA that the installer creates.",
      example: wizardsGmsa,
    }).default(wizardsGmsa),
    mode: z
      .enum(gmsaModes)
      .meta(
        about({
          description:
            "Whose the gMSA is. The wizard grants every permission to a gMSA that it creates. Agents as of " +
            `${leavesOwnGmsaFrom} grant nothing to your own. With custom permissions, agents as of ` +
            `${needsNoAdministratorFrom} need no Domain Administrator. When absent, the name decides between ` +
            "created-by-wizard and own.",
        }),
      )
      .optional(),
  })
  .meta(
    about({
      description:
        "Group Managed Service Account that runs the provisioning agent. When absent, the one that the wizard creates.",
      usually: ["name"],
    }),
  );

const versionMeaning =
  "as the Microsoft Entra admin center shows it under Cloud sync, Agents. No directory shows the version.";

const cloudSyncForest = z
  .strictObject({
    forest: forestReference("Forest of these agents and their gMSA. One of the names under forests."),
    domains,
    organizationalUnits: organizationalUnits("Cloud Sync"),
    features: featureIds("cloud-sync", "Cloud Sync"),
    agentServers,
    agentVersion: text(formats.version, {
      description: `Oldest version of these agents, ${versionMeaning} When absent, cloudSync.agentVersion.`,
      example: "1.1.2505.0",
    }).optional(),
    domainAdministrator: domainAdministrator.optional(),
    serviceAccount: serviceAccount.optional(),
  })
  .meta(about({ description: "Agents that run as one gMSA.", usually: ["domainAdministrator"] }));

export const cloudSync = z
  .strictObject({
    phase: phase("the provisioning agent"),
    forest: forestReference(
      "Forest of the agents and their gMSA. One of the names under forests. Required unless forests is given.",
    ).optional(),
    forests: z
      .array(cloudSyncForest)
      .min(1)
      .meta(
        about({
          description:
            "For several forests, or several gMSAs: one entry for each gMSA. It replaces forest, domains, " +
            "organizationalUnits, features, agentServers, accounts.domainAdministrator and accounts.serviceAccount.",
        }),
      )
      .optional(),
    domains: domains.optional(),
    organizationalUnits: organizationalUnits("Cloud Sync"),
    features: featureIds("cloud-sync", "Cloud Sync"),
    agentServers: agentServers.optional(),
    agentVersion: text(formats.version, {
      description: `Version of the provisioning agents that are installed, or will be; the oldest of several, ${versionMeaning}`,
      example: "1.1.2505.0",
    }).optional(),
    exchangeOnlineAttributes: z
      .array(
        text(formats.writtenBackAttribute, {
          description: "lDAPDisplayName of an attribute of users.",
          example: "extensionAttribute1",
        }),
      )
      .min(1)
      .meta(
        about({
          description:
            "Attributes that Exchange Online attribute writeback writes, in place of the program's own list as of " +
            `${listAsOf}. The gMSA needs to write each of them. Microsoft adds attributes; the page is ` +
            "https://learn.microsoft.com/entra/identity/hybrid/cloud-sync/exchange-hybrid.",
          example: ["mail", "proxyAddresses", "extensionAttribute1"],
        }),
      )
      .optional(),
    accounts: z
      .strictObject({
        domainAdministrator: domainAdministrator.optional(),
        hybridIdentityAdministrator: entraAdministrator("Cloud Sync", "cloudsync-admin@contoso.onmicrosoft.com"),
        serviceAccount: serviceAccount.optional(),
      })
      .meta(about({ description: "The three accounts of Cloud Sync.", usually: ["domainAdministrator"] })),
  })
  .meta(
    about({
      description: "Microsoft Entra Cloud Sync. Absent when it is not in use.",
      usually: ["forest", "domains", "agentServers"],
    }),
  );
