// Makes the archive of a Composer package from its folder, as `composer archive` would, and tells what it leaves out.

import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { GatehouseError, messageOf } from '../../kernel/errors.ts';
import {
  arrayField,
  objectField,
  parseJsonObject,
  stringField,
  type JsonObject,
} from '../../formats/json.ts';
import { writeZip, type ZipFile } from '../../formats/archive/write-zip.ts';
import { readExcludes, type Excludes } from './exclude-rules.ts';

export interface PackedFolder {
  readonly manifest: JsonObject;
  readonly archive: Buffer;
  /** In order. */
  readonly files: readonly string[];
  readonly leftOut: readonly LeftOut[];
}

export interface LeftOut {
  /** A folder stands for all that is in it. */
  readonly path: string;
  readonly why: string;
}

const LIMITS = { maxBytes: 8 << 20, maxDepth: 64 };
const MANIFEST = 'composer.json';
const VERSION_CONTROL = new Set([
  '.git',
  '.svn',
  '.hg',
  '.bzr',
  'CVS',
  '_svn',
  '_darcs',
  '.arch-params',
  '.monotone',
]);
/** Composer keeps passwords in it. */
const SECRETS = new Set(['auth.json', '.env', '.env.local']);

/** Throws `not-found` without a composer.json, `invalid-document`, `too-large`. */
export function packComposer(folder: string): PackedFolder {
  const manifest = readManifest(folder);
  const excludes = readExcludes(
    readIfThere(join(folder, '.gitattributes')),
    arrayField(objectField(manifest, 'archive') ?? {}, 'exclude').filter((rule) => typeof rule === 'string'),
  );
  const vendor = stringField(objectField(manifest, 'config') ?? {}, 'vendor-dir') ?? 'vendor';
  const found: ZipFile[] = [];
  const leftOut: LeftOut[] = [];
  walk(folder, '', { excludes, vendor: vendor.replace(/\/+$/, ''), found, leftOut });
  const files = found.map(({ path }) => path).sort();
  if (!files.includes(MANIFEST)) {
    throw new GatehouseError('invalid-request', `Cannot publish ${folder}: its rules leave out ${MANIFEST}`);
  }
  return { manifest, archive: writeZip(found), files, leftOut };
}

function readManifest(folder: string): JsonObject {
  try {
    return parseJsonObject(readFileSync(join(folder, MANIFEST)), join(folder, MANIFEST), LIMITS);
  } catch (cause) {
    if (cause instanceof GatehouseError) throw cause;
    throw new GatehouseError('not-found', `Cannot publish ${folder}: ${messageOf(cause)}`, { cause });
  }
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // None is a folder without such rules.
    return '';
  }
}

interface Walk {
  readonly excludes: Excludes;
  readonly vendor: string;
  readonly found: ZipFile[];
  readonly leftOut: LeftOut[];
}

function walk(folder: string, below: string, walked: Walk): void {
  for (const name of readdirSync(join(folder, below)).sort()) {
    const path = below === '' ? name : `${below}/${name}`;
    const stat = lstatSync(join(folder, path));
    const why = reasonAgainst(path, name, stat, walked);
    if (why !== undefined) walked.leftOut.push({ path: stat.isDirectory() ? `${path}/` : path, why });
    else if (stat.isDirectory()) walk(folder, path, walked);
    // Of an excluded folder a rule may take files back: so a rule is asked about files alone.
    else if (walked.excludes(path)) walked.leftOut.push({ path, why: 'export-ignore or archive.exclude' });
    else {
      const bytes = readFileSync(join(folder, path));
      walked.found.push({ path, bytes, isExecutable: (stat.mode & 0o100) !== 0 });
    }
  }
}

function reasonAgainst(
  path: string,
  name: string,
  stat: ReturnType<typeof lstatSync>,
  { vendor }: Walk,
): string | undefined {
  if (VERSION_CONTROL.has(name)) return 'version control';
  if (stat?.isSymbolicLink() === true) return 'a link; archives have none';
  if (path === vendor) return 'what Composer installs';
  if (SECRETS.has(name)) return 'may hold secrets';
  return stat?.isFile() === true || stat?.isDirectory() === true ? undefined : 'no file';
}
