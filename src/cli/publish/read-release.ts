// What is to be published: a folder with a composer.json, or an archive that was made of one.

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';

import { GatehouseError, messageOf } from '../../kernel/errors.ts';
import { parseJsonObject, stringField, type JsonObject } from '../../formats/json.ts';
import { readZip } from '../../formats/archive/read-zip.ts';
import { commandForFile, commandForFolder } from './other-clients.ts';
import { packComposer, type LeftOut } from './pack-composer.ts';

export interface LocalRelease {
  readonly name: string;
  readonly version: string;
  readonly archive: Buffer;
  readonly files: readonly string[];
  readonly leftOut: readonly LeftOut[];
}

const LIMITS = { maxBytes: 8 << 20, maxDepth: 64 };

/**
 * `path` is as it was written, relative to `cwd`; `version` wins over that of the composer.json. Throws `not-found`,
 * `unsupported` with the command to use for what is published by another client, `invalid-request`, `invalid-archive`.
 */
export async function readRelease(cwd: string, path: string, version?: string): Promise<LocalRelease> {
  const place = resolve(cwd, path);
  const found = isFolder(place, path) ? readFolder(place, path) : await readFile(place, path);
  const name = stringField(found.manifest, 'name');
  if (name === undefined) throw invalid(path, 'its composer.json has no name');
  const wanted = version ?? stringField(found.manifest, 'version');
  if (wanted === undefined) throw invalid(path, 'its composer.json has no version; say which with --version');
  const { archive, files, leftOut } = found;
  return { name, version: wanted, archive, files, leftOut };
}

type Found = Omit<LocalRelease, 'name' | 'version'> & { readonly manifest: JsonObject };

function isFolder(place: string, path: string): boolean {
  try {
    return statSync(place).isDirectory();
  } catch (cause) {
    throw new GatehouseError('not-found', `Cannot publish ${path}: ${messageOf(cause)}`, { cause });
  }
}

function readFolder(place: string, path: string): Found {
  const files = readdirSync(place);
  if (files.includes('composer.json')) return packComposer(place);
  throw otherClient(path, commandForFolder(files), 'a folder with a composer.json');
}

async function readFile(place: string, path: string): Promise<Found> {
  if (!path.endsWith('.zip')) throw otherClient(path, commandForFile(path), 'the .zip of a Composer package');
  const archive = readFileSync(place);
  const { entries, taken } = await readZip(archive, path, (one) => /^(?:[^/]+\/)?composer\.json$/.test(one));
  const [file] = [...taken].sort(([one], [other]) => one.length - other.length).map(([, bytes]) => bytes);
  if (file === undefined) throw invalid(path, 'it holds no composer.json');
  return {
    manifest: parseJsonObject(file, `the composer.json of ${path}`, LIMITS),
    archive,
    files: entries.filter(({ kind }) => kind === 'file').map((entry) => entry.path),
    leftOut: [],
  };
}

function otherClient(path: string, command: string | undefined, expected: string): GatehouseError {
  if (command === undefined) return invalid(path, `expected ${expected}`);
  return new GatehouseError(
    'unsupported',
    `Cannot publish ${path}: its own client does that, set up by gatehouse setup: ${command}`,
    { facts: { command } },
  );
}

function invalid(path: string, why: string): GatehouseError {
  return new GatehouseError('invalid-request', `Cannot publish ${path}: ${why}`);
}
