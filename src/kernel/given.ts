// What may be null or undefined, as a property that may be absent.

/** `{[key]: value}`, or nothing where there is no value; to be spread into a record. */
export function given<K extends string, V>(key: K, value: V | null | undefined): { readonly [P in K]?: V } {
  return value === null || value === undefined ? {} : ({ [key]: value } as { readonly [P in K]: V });
}
