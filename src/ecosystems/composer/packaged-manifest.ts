// The composer.json in an archive that is to be published: what of it an index says, held to what Composer takes. One version that
// Composer cannot load ends the run of everybody who asks for the package.

import { GatehouseError } from '../../kernel/errors.ts';
import type { PackageName } from '../../kernel/package-ref.ts';
import {
  field,
  isObject,
  kindOf,
  parseJsonObject,
  stringField,
  type JsonObject,
} from '../../formats/json.ts';
import type { ReadArchive } from '../../formats/archive/read-archive.ts';
import { isConstraint } from './is-constraint.ts';

export interface PackagedManifest {
  /** What is said of the version in the index. */
  readonly words: JsonObject;
  /** As its composer.json has it. */
  readonly version?: string;
  readonly warnings: readonly string[];
}

interface Of {
  /** The release, for messages. */
  readonly what: string;
  readonly name: PackageName;
  /** Whether its composer.json may spell the name with capitals, as names once were. */
  readonly hasAnyCase?: true;
}

const LIMITS = { maxBytes: 8 << 20, maxDepth: 64 };
const FILE = 'composer.json';
/** Composer passes over it when it looks for the one folder. */
const MAC_LEFTOVER = '.DS_Store';

type Check = (value: unknown) => string | undefined;

const isText: Check = (value) => (typeof value === 'string' ? undefined : 'a text');
const isAnObject: Check = (value) =>
  isObject(value) || (Array.isArray(value) && value.length === 0) ? undefined : 'an object';
const isTexts: Check = (value) =>
  Array.isArray(value) && value.every((one) => typeof one === 'string') ? undefined : 'a list of texts';
const isTextOrTexts: Check = (value) =>
  typeof value === 'string' ? undefined : isTexts(value) && 'a text or a list of texts';
const isObjects: Check = (value) =>
  Array.isArray(value) && value.every(isObject) ? undefined : 'a list of objects';
const isObjectOfTexts: Check = (value) =>
  isAnObject(value) ??
  (Object.values(value as JsonObject).every((one) => typeof one === 'string')
    ? undefined
    : 'an object of texts');

/** Names of packages, or of what PHP itself brings (`php`, `ext-json`, `composer-plugin-api`). */
const NEEDED = /^[a-z0-9](?:[_.-]?[a-z0-9]+)*(?:\/[a-z0-9](?:(?:[_.]|-{1,2})?[a-z0-9]+)*)?$/i;

const isNeeds: Check = (value) => {
  const other = isObjectOfTexts(value);
  if (other !== undefined) return other;
  for (const [needed, constraint] of Object.entries(value as Readonly<Record<string, string>>)) {
    if (needed.length > 255 || !NEEDED.test(needed))
      return `names of packages, not ${JSON.stringify(needed.slice(0, 100))}`;
    if (!isConstraint(constraint))
      return `a constraint of ${needed}, not ${JSON.stringify(constraint.slice(0, 100))}`;
  }
  return undefined;
};

/** What of composer.json an index says, as Composer's own dumper has it; the rest is about the project itself. */
const FIELDS: Readonly<Record<string, Check>> = {
  description: isText,
  keywords: isTexts,
  homepage: isText,
  type: (value) =>
    typeof value === 'string' && /^[a-z0-9-]{1,64}$/.test(value)
      ? undefined
      : 'a word of lower-case letters, digits and dashes',
  license: isTextOrTexts,
  authors: isObjects,
  support: isAnObject,
  funding: isObjects,
  require: isNeeds,
  'require-dev': isNeeds,
  conflict: isNeeds,
  replace: isNeeds,
  provide: isNeeds,
  suggest: isObjectOfTexts,
  autoload: isAnObject,
  'include-path': isTexts,
  'target-dir': isText,
  bin: isTextOrTexts,
  'php-ext': isAnObject,
  extra: isAnObject,
  abandoned: (value) =>
    typeof value === 'boolean' || typeof value === 'string'
      ? undefined
      : 'true, false or the name of a package',
};

/**
 * Throws `invalid-archive` where composer.json does not stand where Composer unpacks it to, `invalid-request` where it is of another
 * package or cannot be loaded by Composer.
 */
export function readPackaged({ entries, taken }: ReadArchive, of: Of): PackagedManifest {
  const file = taken.get(placeOf(entries.map(({ path }) => path)));
  if (file === undefined) {
    throw new GatehouseError(
      'invalid-archive',
      `Cannot publish ${of.what}: expected a composer.json at the top of its archive, or of the one folder in it`,
    );
  }
  const manifest = parseJsonObject(file, `the composer.json of ${of.what}`, LIMITS);
  const name = field(manifest, 'name');
  const isOld = of.hasAnyCase === true && typeof name === 'string' && name.toLowerCase() === of.name;
  if (name !== of.name && !isOld) {
    throw invalid(of, `its composer.json is of ${shown(name)}, expected ${of.name}`);
  }
  const version = field(manifest, 'version');
  if (version !== undefined && typeof version !== 'string')
    throw invalid(of, `its composer.json says version ${shown(version)}`);
  const words = Object.entries(FIELDS).flatMap(([key, check]) => {
    const value = field(manifest, key);
    if (value === undefined || value === null) return [];
    const expected = check(value);
    if (expected === undefined) return [[key, value] as const];
    throw invalid(of, `${key} of its composer.json is ${kindOf(value)}, expected ${expected}`);
  });
  return {
    words: Object.fromEntries(words),
    ...(version === undefined ? {} : { version }),
    warnings: stringField(manifest, 'description') === undefined ? ['composer.json has no description'] : [],
  };
}

/** Composer takes what is in a folder that stands alone, and what stands at the top otherwise. */
function placeOf(paths: readonly string[]): string {
  const tops = new Set(
    paths.map((path) => path.split('/', 1)[0] ?? '').filter((top) => top !== MAC_LEFTOVER),
  );
  const [only = ''] = tops;
  const isFolder = tops.size === 1 && paths.some((path) => path.startsWith(`${only}/`));
  return isFolder ? `${only}/${FILE}` : FILE;
}

function shown(value: unknown): string {
  return (JSON.stringify(value) ?? 'no package').slice(0, 200);
}

function invalid({ what }: Of, found: string): GatehouseError {
  return new GatehouseError('invalid-request', `Cannot publish ${what}: ${found}`);
}
