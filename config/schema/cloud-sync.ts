import * as z from "zod";
import * as formats from "../formats.ts";
import { entraAdministrator, privilegedAdministrator } from "./administrators.ts";
import { about, text } from "./field.ts";
import { featureIds, forestReference, organizationalUnits, phase } from "./tool.ts";

export const cloudSync = z
  .strictObject({
    phase: phase("the provisioning agent"),
    forest: forestReference("Forest of the agents and their gMSA. One of the names under forests."),
    domains: z
      .array(text(formats.dnsName, { description: "DNS name of a domain." }))
      .min(1)
      .meta(about({ description: "Domains that the agents serve.", example: ["contoso.example"] })),
    organizationalUnits: organizationalUnits("Cloud Sync"),
    features: featureIds("cloud-sync", "Cloud Sync"),
    agentServers: z
      .array(text(formats.server, { description: "A server.", example: "AGENT01" }))
      .min(1)
      .meta(about({ description: "Servers that run a provisioning agent.", example: ["AGENT01", "AGENT02"] })),
    accounts: z
      .strictObject({
        domainAdministrator: privilegedAdministrator(
          "Domain or Enterprise Administrator who installs the agent and creates its gMSA.",
          "CONTOSO\\adm-cloudsync",
        ),
        hybridIdentityAdministrator: entraAdministrator("Cloud Sync", "cloudsync-admin@contoso.onmicrosoft.com"),
        serviceAccount: z
          .strictObject({
            name: text(formats.managedServiceAccount, {
              description: "The gMSA. The default is the name of the gMSA that the installer creates.",
              example: "provAgentgMSA$",
            }).default("provAgentgMSA$"),
          })
          .prefault({})
          .meta(about({ description: "Group Managed Service Account that runs the provisioning agent." })),
      })
      .meta(about({ description: "The three accounts of Cloud Sync." })),
  })
  .meta(about({ description: "Microsoft Entra Cloud Sync. Absent when it is not in use." }));
