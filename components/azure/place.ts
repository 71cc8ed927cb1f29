import type * as pulumi from "@pulumi/pulumi";

/** Where resources of a subscription go. */
export interface Place {
  readonly resourceGroupName: pulumi.Input<string>;
  readonly location: string;
}

/** Options of a resource that waits for the gate. */
export interface HeldBack {
  readonly parent: pulumi.Resource;
  readonly dependsOn: Promise<pulumi.Resource[]>;
}
