/** Names of stacks, as Pulumi takes them. */

/** What is allowed; the message of a wrong one ends with it. */
export const stackNameRule = "letters, digits, hyphens, underscores and dots, at most 100";

/**
 * Whether it is the name of a stack, by itself or as organization/project/stack.
 *
 * Source: https://www.pulumi.com/docs/iac/concepts/stacks/#create-stack
 */
export function isStackName(name: string): boolean {
  const parts = name.split("/");
  return parts.length <= 3 && parts.every((part) => /^[A-Za-z0-9_.-]{1,100}$/.test(part) && /[^.]/.test(part));
}
