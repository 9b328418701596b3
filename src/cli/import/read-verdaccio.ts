// Verdaccio's storage: a folder for each package with its package.json (a packument) and its tarballs, and a list of those that were
// published there. A tarball that came from an uplink stands among the packument's `_distfiles`; one that was published does not.

import { parseInstant } from '../../kernel/clock.ts';
import { parseHexDigest, parseIntegrity, type Digests } from '../../kernel/digest.ts';
import { GatehouseError, messageOf } from '../../kernel/errors.ts';
import { given } from '../../kernel/given.ts';
import {
  arrayField,
  field,
  isObject,
  objectField,
  parseJsonObject,
  stringField,
  type JsonObject,
} from '../../formats/json.ts';
import { tarballName } from '../../ecosystems/npm/manifest-facts.ts';
import { findName, splitScope } from '../../ecosystems/npm/name.ts';
import type { PackageName } from '../../kernel/package-ref.ts';
import type { RefusedVersion, Source, SourcePackage, SourceVersion } from './source.ts';
import { openSourceFolder, type SourceFolder } from './source-folder.ts';

const LIST = '.verdaccio-db.json';
const LIMITS = { maxBytes: 256 << 20, maxDepth: 64 };

/** Throws `not-found` for what is no folder. */
export async function openVerdaccio(cwd: string, place: string): Promise<Source> {
  const folder = await openSourceFolder(cwd, place);
  const { names, note } = await listed(folder);
  return {
    ecosystem: 'npm',
    origin: `verdaccio ${folder.title}`,
    notes: note === undefined ? [] : [note],
    names: () => namesIn(folder, names),
    read: (name) => readPackage(folder, name),
  };
}

/** Those that were published there; undefined where no list says so, and every folder is looked into. */
async function listed(
  folder: SourceFolder,
): Promise<{ readonly names: readonly string[] | undefined; readonly note?: string }> {
  if ((await folder.find(LIST)) === undefined) return { names: undefined };
  try {
    const list = arrayField(parseJsonObject(await folder.read(LIST, LIMITS.maxBytes), LIST, LIMITS), 'list');
    return { names: [...new Set(list.filter((one) => typeof one === 'string'))] };
  } catch (error) {
    return { names: undefined, note: `${messageOf(error)}; every folder was looked into instead` };
  }
}

async function* namesIn(
  folder: SourceFolder,
  names: readonly string[] | undefined,
): AsyncGenerator<string, void, undefined> {
  if (names !== undefined) {
    yield* names;
    return;
  }
  for (const { name, kind } of await folder.list('')) {
    if (kind === 'file' || name.startsWith('.')) continue;
    if (!name.startsWith('@')) yield name;
    else
      for (const inner of await folder.list(name)) {
        if (inner.kind !== 'file' && !inner.name.startsWith('.')) yield `${name}/${inner.name}`;
      }
  }
}

async function readPackage(folder: SourceFolder, rawName: string): Promise<SourcePackage> {
  const name = findName(rawName);
  // What is no name would be a path of its own.
  if (name === undefined || rawName.split('/').includes('..')) {
    throw new GatehouseError(
      'invalid-name',
      `Cannot move in ${rawName.slice(0, 200)}: it is no name of npm's`,
    );
  }
  const path = `${name}/package.json`;
  return parseVerdaccioPackage(await folder.read(path, LIMITS.maxBytes), name, folder);
}

/** The package that a package.json of the storage tells. Throws `invalid-document`, `too-large`. */
export function parseVerdaccioPackage(
  bytes: Uint8Array,
  name: PackageName,
  folder: Pick<SourceFolder, 'open'>,
): SourcePackage {
  const packument = parseJsonObject(bytes, `the package.json of ${name}`, LIMITS);
  const fetched = objectField(packument, '_distfiles') ?? {};
  const time = objectField(packument, 'time') ?? {};
  const tags = tagsOf(packument);
  const refused: RefusedVersion[] = [];
  const versions: SourceVersion[] = [];
  let passedOver = 0;
  for (const [version, manifest] of Object.entries(objectField(packument, 'versions') ?? {})) {
    if (!isObject(manifest)) {
      refused.push({ version, because: 'its entry in the package.json there is no object' });
      continue;
    }
    const file = fileOf(packument, manifest, name, version);
    if (file === undefined) {
      refused.push({ version, because: 'its tarball has no name that a file can have' });
    } else if (field(fetched, file) !== undefined) passedOver += 1;
    else {
      const publisher = stringField(objectField(manifest, '_npmUser') ?? {}, 'name');
      versions.push({
        version,
        ...given('publishedAt', parseInstant(stringField(time, version) ?? '')),
        ...given('publisher', publisher),
        ...given('deprecated', textOf(field(manifest, 'deprecated'))),
        tags: tags.get(version) ?? [],
        words: manifest,
        files: [
          {
            file: tarballName(name, version),
            digests: digestsOf(objectField(manifest, 'dist') ?? {}),
            open: () => folder.open(`${name}/${file}`),
          },
        ],
      });
    }
  }
  versions.sort((one, other) => (one.publishedAt ?? 0) - (other.publishedAt ?? 0));
  return { name, people: peopleOf(packument, versions), versions, refused, passedOver };
}

/** As the list of attachments has it, else as npm calls it. */
function fileOf(
  packument: JsonObject,
  manifest: JsonObject,
  name: PackageName,
  version: string,
): string | undefined {
  const attached = Object.entries(objectField(packument, '_attachments') ?? {}).find(
    ([, about]) => isObject(about) && stringField(about, 'version') === version,
  );
  const url = stringField(objectField(manifest, 'dist') ?? {}, 'tarball');
  const usual = `${splitScope(name).unscoped}-${version}.tgz`;
  const file = attached?.[0] ?? (url === undefined ? usual : url.slice(url.lastIndexOf('/') + 1));
  return /^[^/\\\0]{1,255}$/.test(file) && file !== '..' && file !== '.' ? file : undefined;
}

function tagsOf(packument: JsonObject): ReadonlyMap<string, readonly string[]> {
  const tags = new Map<string, string[]>();
  for (const [tag, version] of Object.entries(objectField(packument, 'dist-tags') ?? {})) {
    if (typeof version === 'string') tags.set(version, [...(tags.get(version) ?? []), tag]);
  }
  return tags;
}

function digestsOf(dist: JsonObject): Digests {
  const sha1 = parseHexDigest('sha1', stringField(dist, 'shasum') ?? '');
  return { ...given('sha1', sha1), ...parseIntegrity(stringField(dist, 'integrity') ?? '') };
}

/** npm writes `false`, or an empty text, for what is deprecated no more. */
function textOf(value: unknown): string | undefined {
  if (value === true) return 'deprecated';
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function peopleOf(packument: JsonObject, versions: readonly SourceVersion[]): readonly string[] {
  const maintainers = [packument, ...versions.map(({ words }) => words)].flatMap((words) =>
    arrayField(words, 'maintainers').flatMap((one) =>
      isObject(one) ? (stringField(one, 'name') ?? []) : typeof one === 'string' ? one : [],
    ),
  );
  const publishers = versions.flatMap(({ publisher }) => publisher ?? []);
  return [...new Set([...maintainers, ...publishers])].slice(0, 100);
}
