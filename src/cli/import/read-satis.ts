// Satis: the folder that `satis build` wrote, with its packages.json, the metadata that it leads to (`p2/`, `include/`), and the
// archives that it made (`archive.directory`, usually `dist`).

import { parseInstant } from '../../kernel/clock.ts';
import { parseHexDigest } from '../../kernel/digest.ts';
import { GatehouseError } from '../../kernel/errors.ts';
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
import { importedFile } from '../../ecosystems/composer/imported-release.ts';
import { expandVersions } from '../../ecosystems/composer/minified.ts';
import { findName } from '../../ecosystems/composer/name.ts';
import { isNormalizedBranch, normalizeVersion } from '../../ecosystems/composer/normalize-version.ts';
import type { PackageName } from '../../kernel/package-ref.ts';
import type { RefusedVersion, Source, SourcePackage, SourceVersion } from './source.ts';
import { openSourceFolder, type SourceFolder } from './source-folder.ts';

const ROOT = 'packages.json';
const LIMITS = { maxBytes: 256 << 20, maxDepth: 64 };

/** Throws `not-found`, `invalid-document`, `too-large`. */
export async function openSatis(cwd: string, place: string): Promise<Source> {
  const folder = await openSourceFolder(cwd, place);
  const root = parseJsonObject(await folder.read(ROOT, LIMITS.maxBytes), ROOT, LIMITS);
  const included = await readIncluded(folder, root);
  const listed = arrayField(root, 'available-packages').filter((one) => typeof one === 'string');
  const names = [...new Set([...included.keys(), ...listed])].sort();
  return {
    ecosystem: 'composer',
    origin: `satis ${folder.title}`,
    notes: [],
    async *names() {
      yield* names;
    },
    async read(rawName) {
      const name = findName(rawName);
      if (name === undefined)
        throw new GatehouseError(
          'invalid-name',
          `Cannot move in ${rawName.slice(0, 200)}: it is no name of Composer's`,
        );
      const entries = included.get(rawName) ?? (await readMetadata(folder, root, name));
      return packageOf(folder, name, entries);
    },
  };
}

/** By name, what packages.json has itself or by `includes`: as older versions of Satis write all of it. */
async function readIncluded(
  folder: SourceFolder,
  root: JsonObject,
): Promise<ReadonlyMap<string, readonly JsonObject[]>> {
  const found = new Map<string, readonly JsonObject[]>();
  const documents = [root];
  for (const path of Object.keys(objectField(root, 'includes') ?? {}))
    documents.push(parseJsonObject(await folder.read(path, LIMITS.maxBytes), path, LIMITS));
  for (const document of documents) {
    for (const [name, versions] of Object.entries(objectField(document, 'packages') ?? {}))
      found.set(name, entriesOf(document, versions));
  }
  return found;
}

async function readMetadata(
  folder: SourceFolder,
  root: JsonObject,
  name: PackageName,
): Promise<readonly JsonObject[]> {
  const template = stringField(root, 'metadata-url') ?? '/p2/%package%.json';
  // The address may be whole, or stand below the repository's own path.
  const path = template.replaceAll('%package%', name).replace(/^https?:\/\/[^/]+/, '');
  const place = await findBelow(folder, path);
  if (place === undefined)
    throw new GatehouseError(
      'not-found',
      `Cannot move in ${name}: found no metadata at ${path.slice(0, 300)}`,
    );
  const document = parseJsonObject(await folder.read(place, LIMITS.maxBytes), place, LIMITS);
  return entriesOf(document, field(objectField(document, 'packages') ?? {}, name));
}

/** A list (`p2`), perhaps minified; or an object by version (`include`). */
function entriesOf(document: JsonObject, versions: unknown): readonly JsonObject[] {
  const all = Array.isArray(versions) ? versions : isObject(versions) ? Object.values(versions) : [];
  const entries = all.filter(isObject);
  return field(document, 'minified') === undefined ? entries : expandVersions(entries);
}

/** The packages of Satis's own metadata, each read alone. */
export function packageOf(
  folder: Pick<SourceFolder, 'open' | 'find'>,
  name: PackageName,
  entries: readonly JsonObject[],
): SourcePackage {
  const refused: RefusedVersion[] = [];
  const versions: SourceVersion[] = [];
  const people = new Set<string>();
  let passedOver = 0;
  for (const entry of entries) {
    const version = stringField(entry, 'version') ?? '';
    const normalized = normalizeVersion(version);
    if (normalized === undefined) refused.push({ version, because: 'it is no version that Composer reads' });
    else if (isNormalizedBranch(normalized)) passedOver += 1;
    else {
      const read = versionOf(folder, entry, version);
      if ('because' in read) refused.push(read);
      else versions.push(read);
    }
  }
  versions.sort((one, other) => (one.publishedAt ?? 0) - (other.publishedAt ?? 0));
  return { name, people: [...people], versions, refused, passedOver };
}

function versionOf(
  folder: Pick<SourceFolder, 'open' | 'find'>,
  entry: JsonObject,
  version: string,
): SourceVersion | RefusedVersion {
  const dist = objectField(entry, 'dist') ?? {};
  const [url, type = ''] = [stringField(dist, 'url'), stringField(dist, 'type')];
  if (url === undefined) return { version, because: 'it has no archive there, only a source repository' };
  if (type !== 'zip')
    return {
      version,
      because: `its archive is a ${type.slice(0, 50)}, expected zip ("archive": {"format": "zip"})`,
    };
  const sha1 = parseHexDigest('sha1', stringField(dist, 'shasum') ?? '');
  const said = stringField(dist, 'reference') ?? '';
  const file = importedFile(version, said) ?? importedFile(version, sha1 ?? '');
  if (file === undefined)
    return { version, because: 'its archive has neither a reference nor a SHA-1 there by which to call it' };
  return {
    version,
    ...given('publishedAt', parseInstant(stringField(entry, 'time') ?? '')),
    ...given('deprecated', abandonedOf(field(entry, 'abandoned'))),
    tags: [],
    words: entry,
    files: [
      {
        file,
        digests: given('sha1', sha1),
        async open() {
          const path = URL.parse(url)?.pathname ?? url;
          const place = await findBelow(folder, decoded(path));
          if (place !== undefined) return folder.open(place);
          throw new GatehouseError(
            'not-found',
            `Cannot move in ${version}: its archive lies at ${url.slice(0, 300)}, and not in the folder; have Satis make archives ("archive")`,
          );
        },
      },
    ],
  };
}

/** `true`, or the package to take instead. */
function abandonedOf(value: unknown): string | undefined {
  if (value === true) return 'abandoned';
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    // What is no encoding stands for itself.
    return path;
  }
}

/** The longest end of an address's path that is a file of the folder: its beginning is where the folder is served. */
async function findBelow(folder: Pick<SourceFolder, 'find'>, path: string): Promise<string | undefined> {
  const segments = path.split('/').filter((segment) => segment !== '');
  for (let from = 0; from < segments.length; from++) {
    const place = segments.slice(from).join('/');
    if ((await folder.find(place))?.isFile() === true) return place;
  }
  return undefined;
}
