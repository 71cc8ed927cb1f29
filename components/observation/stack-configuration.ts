/** The stack configuration as the host of dynamic providers gives it: values are JSON text for objects. */
export interface StackConfiguration {
  get(key: string): string | undefined;
}
