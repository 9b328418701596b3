// One line of `Requires-Dist` (PEP 508): a name, extras, a range, and the marker that says when it counts.

export interface Requirement {
  readonly name: string;
  /** '' for any. */
  readonly range: string;
  readonly marker?: string;
  /** Only an extra brings it. */
  readonly isExtra: boolean;
  /** It comes from an address, not from an index. */
  readonly isDirect: boolean;
}

/** A name, extras, and what stands before the marker. */
const FORM = /^\s*([A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:\[[^\]]*\])?\s*([^;]*)(?:;(.*))?$/s;

/** Undefined for what is no requirement. */
export function readRequirement(line: string): Requirement | undefined {
  const [, name, range = '', marker] = FORM.exec(line) ?? [];
  if (name === undefined) return undefined;
  return {
    name,
    range: range
      .trim()
      .replace(/^\((.*)\)$/s, '$1')
      .trim(),
    ...(marker === undefined || marker.trim() === '' ? {} : { marker: marker.trim() }),
    isExtra: marker !== undefined && /\bextra\s*==/.test(marker),
    isDirect: range.trim().startsWith('@'),
  };
}
