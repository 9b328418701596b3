// A Cargo registry: an index (The Cargo Book, "Registry Index": a file for each crate, a line of JSON for each version) and its
// crates. A folder has both, laid out in one of the ways that registries keep them; by address the index says where crates are.

import { parseInstant } from '../../kernel/clock.ts';
import { parseHexDigest } from '../../kernel/digest.ts';
import { GatehouseError, messageOf } from '../../kernel/errors.ts';
import { given } from '../../kernel/given.ts';
import { field, parseJsonObject, stringField, type JsonObject } from '../../formats/json.ts';
import {
  CONFIG_KEY,
  crateFile,
  downloadAddress,
  readDownloadTemplate,
} from '../../ecosystems/cargo/download-address.ts';
import { OWN_REGISTRY } from '../../ecosystems/cargo/imported-release.ts';
import { indexFolder, indexPath, names } from '../../ecosystems/cargo/name.ts';
import { readToml } from '../../ecosystems/cargo/read-toml.ts';
import { versions as order } from '../../ecosystems/cargo/version.ts';
import type { PackageName } from '../../kernel/package-ref.ts';
import type { Machine } from '../machine.ts';
import type { RefusedVersion, Source, SourceFile, SourcePackage, SourceVersion } from './source.ts';
import { openSourceFolder, type SourceFolder } from './source-folder.ts';
import { isWebPlace, openSourceWeb } from './source-web.ts';

const MAX_INDEX_BYTES = 64 << 20;
const MAX_LINE_BYTES = 4 << 20;
const MAX_CONFIG_BYTES = 64 << 10;
const MAX_FILE_BYTES = 1 << 30;
const MARGO_CONFIG = 'margo-config.toml';
const FOLDER = /^(?:[123]|[A-Za-z0-9_-]{2})$/;

/** `only`: the names that are asked of an address, which has no list of them. Throws `not-found`, `invalid-request`. */
export async function openCargo(
  machine: Pick<Machine, 'fetch' | 'cwd'>,
  place: string,
  only: readonly string[],
): Promise<Source> {
  const address = place.replace(/^sparse\+/, '');
  if (isWebPlace(address)) return openIndex(machine, address, only);
  const folder = await openSourceFolder(machine.cwd, place);
  // `cargo local-registry` keeps the index in a folder of its own.
  const root = (await folder.find('index'))?.isDirectory() === true ? 'index/' : '';
  const own = await ownAddress(folder);
  return {
    ecosystem: 'cargo',
    origin: `cargo folder ${folder.title}`,
    notes: [],
    names: () => namesBelow(folder, root, []),
    async read(name) {
      const bytes = await folder.read(await locateIndex(folder, root, name), MAX_INDEX_BYTES);
      return withDates(
        folder,
        parseCargoIndex(bytes, name, (line) => crateIn(folder, line), own),
      );
    },
  };
}

/** As margo writes down where its registry is served. */
async function ownAddress(folder: SourceFolder): Promise<string | undefined> {
  if ((await folder.find(MARGO_CONFIG)) === undefined) return undefined;
  const text = (await folder.read(MARGO_CONFIG, MAX_CONFIG_BYTES)).toString('utf8');
  return stringField(readToml(text, MARGO_CONFIG), 'base_url');
}

async function* namesBelow(
  folder: SourceFolder,
  root: string,
  path: readonly string[],
): AsyncGenerator<string, void, undefined> {
  for (const { name, kind } of await folder.list(`${root}${path.join('/')}`)) {
    if (kind === 'folder' && FOLDER.test(name) && path.length < 2)
      yield* namesBelow(folder, root, [...path, name]);
    else if (kind === 'file' && path.length > 0 && foldersOf(name).includes(path.join('/'))) yield name;
  }
}

/** Cargo asks in small letters; margo keeps a name's capitals, in its folders too. */
function foldersOf(spelt: string): readonly string[] {
  return [...new Set([indexFolder(spelt.toLowerCase()), indexFolder(spelt)])];
}

/** Throws `invalid-name`. */
async function locateIndex(folder: SourceFolder, root: string, spelt: string): Promise<string> {
  const usual = `${root}${indexPath(names.parse(spelt))}`;
  const places = [usual, ...foldersOf(spelt).map((one) => `${root}${one}/${spelt}`)];
  for (const place of places) if ((await folder.find(place))?.isFile() === true) return place;
  return usual;
}

/** A line of the index, as far as its crate is found by it. */
interface CrateLine {
  readonly name: PackageName;
  /** As the index spells it. */
  readonly spelt: string;
  readonly version: string;
  readonly checksum: string;
}

type Opener = (line: CrateLine) => Pick<SourceFile, 'open' | 'isRemote'>;

/**
 * The crate that an index file is of. A line that cannot be read is refused alone. `own`: where the registry is served, since some
 * write that where they depend on themselves. Throws `invalid-name`.
 */
export function parseCargoIndex(
  bytes: Uint8Array,
  rawName: string,
  opener: Opener,
  own?: string,
): SourcePackage {
  const name = names.parse(rawName);
  const versions: SourceVersion[] = [];
  const refused: RefusedVersion[] = [];
  const lines = Buffer.from(bytes).toString('utf8').split('\n');
  for (const [at, text] of lines.entries()) {
    if (text.trim() === '') continue;
    try {
      const line = parseJsonObject(Buffer.from(text), `line ${at + 1}`, {
        maxBytes: MAX_LINE_BYTES,
        maxDepth: 32,
      });
      versions.push(readLine({ ...line, ...given(OWN_REGISTRY, own) }, name, opener));
    } catch (error) {
      refused.push({ because: `line ${at + 1} of its index file: ${messageOf(error)}` });
    }
  }
  return { name, people: [], versions, refused, passedOver: 0 };
}

function readLine(line: JsonObject, name: PackageName, opener: Opener): SourceVersion {
  const spelt = stringField(line, 'name') ?? '';
  const version = stringField(line, 'vers') ?? '';
  const checksum = parseHexDigest('sha256', stringField(line, 'cksum') ?? '');
  if (names.parse(spelt) !== name || !order.isValid(version) || checksum === undefined) {
    throw new GatehouseError('invalid-document', 'expected a name, a version and a SHA-256 of this crate');
  }
  return {
    version,
    ...given('publishedAt', parseInstant(stringField(line, 'pubtime') ?? '')),
    ...(field(line, 'yanked') === true ? { yanked: '' } : {}),
    tags: [],
    words: line,
    files: [
      {
        file: crateFile(name, version),
        digests: { sha256: checksum },
        ...opener({ name, spelt, version, checksum }),
      },
    ],
  };
}

/** Where registries keep crates: margo, ktra, local registries, and those that keep them by name. */
function placesOf({ spelt, version }: CrateLine): readonly string[] {
  const spellings = [...new Set([spelt, spelt.toLowerCase()])];
  return spellings.flatMap((crate) => {
    const folders = foldersOf(crate);
    return [
      `${crate}-${version}.crate`,
      ...folders.map((prefix) => `crates/${prefix}/${crate}/${version}.crate`),
      ...folders.map((prefix) => `crates/${prefix}/${crate}/${crate}-${version}.crate`),
      `crates/${crate}/${crate}-${version}.crate`,
      `crates/${crate}/${version}.crate`,
      `crates/${crate}/${version}/download`,
      `crates/${crate}-${version}.crate`,
      `${crate}/${crate}-${version}.crate`,
      `${crate}/${version}/download`,
    ];
  });
}

function crateIn(folder: SourceFolder, line: CrateLine): Pick<SourceFile, 'open'> {
  return {
    async open() {
      return folder.open(await locateCrate(folder, line));
    },
  };
}

async function locateCrate(folder: SourceFolder, line: CrateLine): Promise<string> {
  const places = placesOf(line);
  for (const place of places) if ((await folder.find(place))?.isFile() === true) return place;
  throw new GatehouseError(
    'not-found',
    `Cannot find the crate ${line.spelt} ${line.version}: looked for ${places.slice(0, 4).join(', ')} and the like; give a folder that has the index and the crates`,
  );
}

/** What the index does not date is as old as its crate's file. */
async function withDates(folder: SourceFolder, found: SourcePackage): Promise<SourcePackage> {
  const versions: SourceVersion[] = [];
  for (const one of found.versions) {
    const line = {
      name: names.parse(found.name),
      spelt: String(one.words['name']),
      version: one.version,
      checksum: '',
    };
    const publishedAt = one.publishedAt ?? (await fileDate(folder, line));
    versions.push({ ...one, ...given('publishedAt', publishedAt) });
  }
  return {
    ...found,
    versions: versions.sort((one, other) => (one.publishedAt ?? 0) - (other.publishedAt ?? 0)),
  };
}

async function fileDate(folder: SourceFolder, line: CrateLine): Promise<number | undefined> {
  for (const place of placesOf(line)) {
    const found = await folder.find(place).catch(() => undefined);
    if (found?.isFile() === true) return Math.floor(found.mtimeMs);
  }
  return undefined;
}

/** A sparse index has no list of its crates: they are named. */
async function openIndex(
  machine: Pick<Machine, 'fetch'>,
  place: string,
  only: readonly string[],
): Promise<Source> {
  if (only.length === 0 || only.some((one) => one.includes('*'))) {
    throw new GatehouseError(
      'invalid-request',
      'Cannot move in by address: a sparse index has no list of its crates; name each with --only, or give a folder that has the index',
    );
  }
  const web = openSourceWeb(machine, place);
  const config = await web.read('config.json', { maxBytes: MAX_CONFIG_BYTES });
  const template = readDownloadTemplate(new Map([[CONFIG_KEY, config.bytes]]));
  // The index says where its crates are: that host is asked without what was given for this one.
  const isSameHost = new URL(template).origin === new URL(web.url).origin;
  const crates = isSameHost ? web : openSourceWeb(machine, new URL(template).origin);
  const opener: Opener = ({ spelt, version, checksum }) => ({
    isRemote: true,
    async open(maxBytes = MAX_FILE_BYTES) {
      const address = downloadAddress(template, { crate: spelt, version, checksum });
      return new Blob([new Uint8Array((await crates.read(address, { maxBytes })).bytes)]);
    },
  });
  return {
    ecosystem: 'cargo',
    origin: `cargo index ${web.url}`,
    notes: [],
    async *names() {
      yield* new Set(only);
    },
    async read(name) {
      const answer = await web.read(indexPath(names.parse(name)), { maxBytes: MAX_INDEX_BYTES });
      return parseCargoIndex(answer.bytes, name, opener, web.url);
    },
  };
}
