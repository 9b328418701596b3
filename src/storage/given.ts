// Columns that may be null, as properties that may be absent.

/** `{[key]: value}`, or nothing when `value` is null; to be spread into a record. */
export function given<K extends string, V>(key: K, value: V | null): { readonly [P in K]?: V } {
  return value === null ? {} : ({ [key]: value } as { readonly [P in K]: V });
}
