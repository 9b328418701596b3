// A wheel that is to be published (PEP 427): its archive, its name, WHEEL, RECORD and METADATA all say the same.

import { createHash, type Hash } from 'node:crypto';

import { GatehouseError } from '../../kernel/errors.ts';
import type { ReadArchive } from '../../formats/archive/read-archive.ts';
import { readZip } from '../../formats/archive/read-zip.ts';
import { unless, type Lenient } from './lenient.ts';
import { assertLicence } from './licence-fields.ts';
import { normalizeName } from './name.ts';
import { parseMetadata, type CoreMetadata } from './parse-metadata.ts';
import type { ReadDistribution } from './read-sdist.ts';
import { expandTags, findWheelName, type WheelName } from './wheel-name.ts';
import { assertRecorded } from './wheel-record.ts';
import { versions as order } from './version.ts';

const INFO = /^([^/]+)\.dist-info\//;
const NEEDED = ['METADATA', 'WHEEL', 'RECORD'] as const;

/** Throws `invalid-archive`, `too-large` for what is no wheel, `invalid-request` where it contradicts itself. */
export async function readWheel(
  file: string,
  bytes: Uint8Array,
  lenient?: Lenient,
): Promise<ReadDistribution> {
  const name = findWheelName(file);
  if (name === undefined)
    throw invalid(file, 'it has no name of a wheel, expected name-version-python-abi-platform.whl');
  const hashes = new Map<string, Hash>();
  const { entries, taken } = await readZip(bytes, file, isNeeded, undefined, {
    onPiece: (path, piece) => void hashOf(hashes, path).update(piece),
  });
  const infos = new Set(entries.flatMap(({ path }) => INFO.exec(path)?.[1] ?? []));
  const [info = ''] = infos;
  if (infos.size !== 1)
    throw invalid(file, `it has ${infos.size} folders of the name *.dist-info, expected one`);
  assertInfoFolder(info, name, file);
  unless(lenient, () => assertDataFolder(entries, info, file));
  const [metadata, wheel, record] = NEEDED.map((needed) => taken.get(`${info}.dist-info/${needed}`));
  if (metadata === undefined || wheel === undefined || record === undefined) {
    throw invalid(file, `it lacks one of ${NEEDED.join(', ')} in ${info}.dist-info`);
  }
  const digests = new Map(entries.map(({ path }) => [path, hashOf(hashes, path).digest('hex')]));
  assertRecorded(record, { entries, infoFolder: `${info}.dist-info`, lenient }, digests, file);
  unless(lenient, () => assertWheelFile(wheel, name, file));
  const read = parseMetadata(metadata, file);
  assertOfName(read, name, file);
  const paths = new Set(entries.map(({ path }) => path));
  unless(lenient, () => assertLicence(read, (path) => paths.has(`${info}.dist-info/licenses/${path}`), file));
  return { metadata: read, metadataBytes: metadata, python: name.python, kind: 'bdist_wheel' };
}

function isNeeded(path: string): boolean {
  return NEEDED.some((needed) => path.endsWith(`.dist-info/${needed}`) && path.split('/').length === 2);
}

/** A file without bytes comes in no pieces. */
function hashOf(hashes: Map<string, Hash>, path: string): Hash {
  const known = hashes.get(path) ?? createHash('sha256');
  hashes.set(path, known);
  return known;
}

/** pip looks for the folder by the project's name alone, uv by name and version. */
function assertInfoFolder(info: string, name: WheelName, file: string): void {
  const dash = info.lastIndexOf('-');
  const [ofName, ofVersion] = [info.slice(0, Math.max(0, dash)), info.slice(dash + 1)];
  const isSame =
    normalizeName(ofName) === normalizeName(name.distribution) &&
    order.isValid(ofVersion) &&
    order.compare(ofVersion, versionIn(name)) === 0;
  if (!isSame)
    throw invalid(
      file,
      `its folder ${JSON.stringify(info.slice(0, 200))}.dist-info is of another name or version`,
    );
}

/** pip spreads every folder of the name *.data over the machine, uv the one of this name. */
function assertDataFolder(entries: ReadArchive['entries'], info: string, file: string): void {
  const other = entries.find(({ path }) => /^[^/]+\.data\//i.test(path) && !path.startsWith(`${info}.data/`));
  if (other === undefined) return;
  throw invalid(file, `it has ${JSON.stringify(other.path.slice(0, 200))}, expected ${info}.data/ alone`);
}

/** A dash of a version stands as an underscore in the name. */
function versionIn({ version }: WheelName): string {
  return order.isValid(version) ? version : version.replaceAll('_', '-');
}

function assertOfName({ one }: CoreMetadata, name: WheelName, file: string): void {
  const [ofName = '', version = ''] = [one.get('name'), one.get('version')];
  const isSame =
    normalizeName(ofName) === normalizeName(name.distribution) &&
    order.isValid(version) &&
    order.compare(version, versionIn(name)) === 0;
  if (isSame) return;
  throw invalid(
    file,
    `its METADATA says ${JSON.stringify(`${ofName} ${version}`.slice(0, 200))}, and its name another`,
  );
}

/** What it is for stands in the name and in WHEEL: some clients go by one, some by the other. */
function assertWheelFile(bytes: Uint8Array, name: WheelName, file: string): void {
  const fields = new Map<string, string[]>();
  for (const line of Buffer.from(bytes).toString('utf8').split(/\r?\n/)) {
    const colon = line.indexOf(':');
    if (line.trim() === '') continue;
    if (colon < 1) throw invalid(file, `its WHEEL has the line ${JSON.stringify(line.slice(0, 100))}`);
    const key = line.slice(0, colon).toLowerCase();
    fields.set(key, [...(fields.get(key) ?? []), line.slice(colon + 1).trim()]);
  }
  const version = fields.get('wheel-version') ?? [];
  if (version.length !== 1 || !/^1\.\d{1,3}$/.test(version[0] ?? ''))
    throw invalid(file, 'its Wheel-Version is not 1.x');
  if (!/^(?:true|false)$/i.test((fields.get('root-is-purelib') ?? []).join())) {
    throw invalid(file, 'its WHEEL does not say whether its root is pure (Root-Is-Purelib)');
  }
  const told = [...new Set((fields.get('tag') ?? []).flatMap((tag) => expandTags(tag) ?? [tag]))].sort();
  if (told.join() !== name.tags.join()) {
    throw invalid(
      file,
      `its WHEEL has the tags ${told.join(', ').slice(0, 300)}, and its name ${name.tags.join(', ').slice(0, 300)}`,
    );
  }
  const build = (fields.get('build') ?? []).join();
  if (build !== name.build)
    throw invalid(
      file,
      `its WHEEL has the build ${JSON.stringify(build.slice(0, 100))}, and its name ${JSON.stringify(name.build)}`,
    );
}

function invalid(what: string, found: string): GatehouseError {
  return new GatehouseError('invalid-request', `Cannot publish ${what}: ${found}`);
}
