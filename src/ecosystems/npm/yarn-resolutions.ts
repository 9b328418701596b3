// `resolutions` of package.json: what Yarn takes instead of what packages ask for. Since Yarn 2 the lock file shows only the outcome.

import { field, isObject, objectField, type JsonObject } from '../../formats/json.ts';
import { splitDescriptor } from './yarn-descriptor.ts';

/** One thing that a package asks for. */
export interface YarnAsk {
  /** The package that asks. */
  readonly parent: string;
  readonly name: string;
  readonly range: string;
}

interface Resolution {
  /** Undefined: whoever asks. */
  readonly parent: string | undefined;
  /** Undefined: whatever range is asked for. */
  readonly range: string | undefined;
  readonly instead: string;
}

/** Of the project's package.json, by the name of what is asked for. */
export type Resolutions = ReadonlyMap<string, readonly Resolution[]>;

const MAX_PATTERN = 1_000;

export function readResolutions(manifest: JsonObject): Resolutions {
  const found = new Map<string, Resolution[]>();
  const stated = objectField(manifest, 'resolutions') ?? {};
  for (const pattern of Object.keys(stated)) {
    const instead = field(stated, pattern);
    if (pattern.length > MAX_PATTERN) continue;
    const names = pattern.match(/(?:@[^/@]+\/)?[^/@]+(?:@(?:[a-z]+:)?[^/]*)?/g) ?? [];
    const last = names.at(-1);
    if (typeof instead !== 'string' || last === undefined) continue;
    const { name, range } = splitDescriptor(last);
    const before = names.at(-2);
    const parent = before === undefined || /^\*+$/.test(before) ? undefined : splitDescriptor(before).name;
    const known = found.get(name) ?? [];
    found.set(name, known);
    known.push({ parent, range: range === '' ? undefined : range, instead });
  }
  return found;
}

/** The range that is taken instead; undefined where none is. */
export function findResolution(
  resolutions: Resolutions,
  { parent, name, range }: YarnAsk,
): string | undefined {
  return resolutions
    .get(name)
    ?.find(
      (one) =>
        (one.parent === undefined || one.parent === parent) &&
        (one.range === undefined || withoutNpm(one.range) === withoutNpm(range)),
    )?.instead;
}

function withoutNpm(range: string): string {
  return range.startsWith('npm:') ? range.slice('npm:'.length) : range;
}

/** Folders of the workspaces that package.json names, and whether it names some by a pattern. */
export function readWorkspaces(manifest: JsonObject): {
  readonly folders: readonly string[];
  readonly patterns: readonly string[];
} {
  const stated = field(manifest, 'workspaces');
  const listed = isObject(stated) ? field(stated, 'packages') : stated;
  const all = Array.isArray(listed) ? listed.filter((one) => typeof one === 'string') : [];
  const isPattern = (one: string) => /[*?[\]{}!()]/.test(one);
  return { folders: all.filter((one) => !isPattern(one)), patterns: all.filter(isPattern) };
}
