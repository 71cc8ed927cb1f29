import { isObject, type Value, type Values } from "../property-values.ts";
import { outputTexts, texts } from "./values.ts";

/**
 * The tags behind each feature of an application or service principal.
 *
 * Source: https://www.pulumi.com/registry/packages/azuread/api-docs/application/#applicationfeaturetag
 */
const tagOf = {
  customSingleSignOn: "WindowsAzureActiveDirectoryCustomSingleSignOnApplication",
  enterprise: "WindowsAzureActiveDirectoryIntegratedApp",
  gallery: "WindowsAzureActiveDirectoryGalleryApplicationNonPrimaryV1",
  hide: "HideApp",
} as const;

/** The tags that inputs ask for, by name or by feature. */
export function tagsOf(inputs: Values): string[] {
  if (inputs.featureTags === undefined) return texts(inputs.tags);
  const features: Value[] = Array.isArray(inputs.featureTags) ? inputs.featureTags : [];
  return Object.entries(tagOf)
    .filter(([feature]) => features.some((block) => isObject(block) && block[feature] === true))
    .map(([, tag]) => tag);
}

export function tagOutputs(tags: unknown): Values {
  const present = outputTexts(tags);
  const features = Object.fromEntries(Object.entries(tagOf).map(([feature, tag]) => [feature, present.includes(tag)]));
  return { tags: present, featureTags: [features] };
}
