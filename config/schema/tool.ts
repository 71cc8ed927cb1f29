/** Keys that both sync tools have. */
import * as z from "zod";
import { type FeatureId, features } from "../../catalogue/features.ts";
import { type SyncTool, tools } from "../../catalogue/tools.ts";
import * as formats from "../formats.ts";
import { about, text } from "./field.ts";

export function phase(tool: string) {
  return z.enum(["before-install", "after-install"]).meta(
    about({
      description:
        `Whether the installer of ${tool} has already run. Before that, what it creates may be absent. ` +
        "Afterwards its absence is a fault.",
    }),
  );
}

export function featureIds(tool: SyncTool, title: string) {
  const all = Object.keys(features) as [FeatureId, ...FeatureId[]];
  const ofTool = all.filter((id) => (features[id].tools as readonly SyncTool[]).includes(tool));
  const feature = z
    .enum(all)
    .superRefine((id, context) => {
      if (!ofTool.includes(id)) context.addIssue({ code: "custom", message: featureOfOthers(id, title) });
    })
    .meta({ enum: ofTool, description: `A feature of ${title}.` });
  return z
    .array(feature)
    .default([])
    .meta(
      about({
        description: `Features of ${title} that are on, or will be. Each needs its own permissions.`,
        example: ["password-hash-sync"],
      }),
    );
}

export function organizationalUnits(tool: string) {
  return z
    .array(text(formats.container, { description: "Distinguished name of an organizational unit or container." }))
    .default([])
    .meta(
      about({
        description:
          `Organizational units that ${tool} synchronizes. Objects outside them are not judged one by one. In a domain ` +
          "without any of them, the whole domain is synchronized.",
        example: ["OU=Staff,DC=contoso,DC=example"],
      }),
    );
}

function featureOfOthers(id: FeatureId, title: string): string {
  const { title: feature, tools: ofTools } = features[id];
  const owners = ofTools.map((tool) => tools[tool].title).join(" and ");
  return `${feature} belongs to ${owners}, ${title} does not have it`;
}

export const forestReference = (meaning: string) => text(formats.dnsName, { description: meaning });
