import * as pulumi from "@pulumi/pulumi";
import { type CloudName, cloudNamed, cloudNames } from "../../catalogue/clouds.ts";
import { runError } from "../run-error.ts";

/**
 * The cloud that the azuread provider is told to work in, and the reader of the tenant with it.
 *
 * @throws {pulumi.RunError} for a name of none. Where a metadata host describes the cloud, its name does not matter.
 */
export function declaredCloud(): CloudName {
  const config = new pulumi.Config("azuread");
  const configured = config.get("environment");
  const name = configured || process.env.ARM_ENVIRONMENT?.trim() || "public";
  const cloud = cloudNamed(name);
  if (cloud !== undefined) return cloud;
  if (config.get("metadataHost") || process.env.ARM_METADATA_HOSTNAME) return "public";
  const setting = configured ? "azuread:environment" : "ARM_ENVIRONMENT";
  throw runError(
    `${setting} names the cloud "${name}", which is not known. Set it to one of ${cloudNames.join(", ")}.`,
  );
}
