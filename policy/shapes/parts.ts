/** Types of the parts of an observation. */

export type Details<Observation extends { readonly details: unknown }> = NonNullable<Observation["details"]>;

export type Rows<List> = List extends readonly (infer Item)[] ? Item : never;

export type Observed<F> = Extract<F, { readonly observed: unknown }>["observed" &
  keyof Extract<F, { readonly observed: unknown }>];
