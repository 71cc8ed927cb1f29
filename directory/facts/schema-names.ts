/**
 * What the forest's own schema calls the GUIDs in an access control entry which no catalogue names: its own classes,
 * attributes, property sets and rights. By GUID in lower case.
 */
export type SchemaNames = Readonly<
  Record<
    string,
    {
      /** lDAPDisplayName of a class or an attribute, displayName of a property set, a right or a validated write. */
      readonly name: string;
      readonly kind: "class" | "attribute" | "right";
    }
  >
>;
