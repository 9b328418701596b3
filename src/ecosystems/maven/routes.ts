// The Maven repository layout: which path means what.

import type { PackageName } from '../../kernel/package-ref.ts';
import type { RegistryRequest, RegistryRoute, RouteInput } from '../adapter-routes.ts';
import { escapeFirst, NO_DOORS, writeRoute } from '../route-rows.ts';
import { findNameOfFolder, folderOf, groupAsName, splitName } from './name.ts';
import { portalRoutes } from './portal-routes.ts';
import { SNAPSHOT } from './snapshot.ts';
import { versions } from './version.ts';

export const METADATA = 'maven-metadata.xml';
const CATALOG = 'archetype-catalog.xml';

/** The digests that lie beside every file of a repository. */
export const CHECKSUMS = ['sha1', 'md5', 'sha256', 'sha512'] as const;

export type Checksum = (typeof CHECKSUMS)[number];

/** Takes a checksum's ending off a file name. */
export function splitChecksum(fileName: string): { readonly summed: string; readonly algorithm?: Checksum } {
  const algorithm = CHECKSUMS.find((one) => fileName.endsWith(`.${one}`));
  return algorithm === undefined
    ? { summed: fileName }
    : { summed: fileName.slice(0, -algorithm.length - 1), algorithm };
}

/** The variant of the index that is the document, or a digest of it. */
export function metadataVariant(algorithm: Checksum | undefined): string {
  return algorithm === undefined ? 'metadata' : `metadata.${algorithm}`;
}

/** A file of a version, by its place in the layout. */
export interface FilePlace {
  readonly name: PackageName;
  /** Unique in its package: the version's folder and the file's name. */
  readonly file: string;
  readonly algorithm?: Checksum;
}

/** `/org/acme/app/1.0/app-1.0.jar`: the file's name begins with the artifactId. */
export function findPlace(segments: readonly string[]): FilePlace | undefined {
  const [version, fileName] = segments.slice(-2);
  const name = findNameOfFolder(segments.slice(0, -2));
  if (name === undefined || version === undefined || fileName === undefined) return undefined;
  const { summed, algorithm } = splitChecksum(fileName);
  const file = `${version}/${summed}`;
  if (splitFile(name, file) === undefined) return undefined;
  return { name, file, ...(algorithm === undefined ? {} : { algorithm }) };
}

/**
 * The version that a file (`1.0/app-1.0.jar`) lies under, and its own name; undefined when `name` can have no such
 * file. Snapshots are served by their timestamped names, `1.0-SNAPSHOT/app-1.0-20240101.120000-1.jar`.
 */
export function splitFile(
  name: PackageName,
  file: string,
): { readonly version: string; readonly fileName: string } | undefined {
  const [version = '', fileName = '', ...rest] = file.split('/');
  const { artifactId } = splitName(name);
  const isFile = fileName.startsWith(`${artifactId}-`) && splitChecksum(fileName).algorithm === undefined;
  const isVersion = versions.isValid(version) && !/^\.+$/.test(version);
  return isFile && isVersion && rest.length === 0 && file.isWellFormed() ? { version, fileName } : undefined;
}

function artifactFile({ segments }: RouteInput): RegistryRequest | undefined {
  const place = findPlace(segments);
  if (place === undefined || place.algorithm !== undefined) return undefined;
  return { kind: 'artifact', name: place.name, file: place.file };
}

function artifactChecksum({ segments }: RouteInput): RegistryRequest | undefined {
  const place = findPlace(segments);
  if (place?.algorithm === undefined) return undefined;
  return { kind: 'checksum', name: place.name, file: place.file, algorithm: place.algorithm };
}

/** The folders above a `maven-metadata.xml` or one of its checksums. */
function metadataPlace({
  segments,
}: RouteInput): { readonly folders: readonly string[]; readonly algorithm?: Checksum } | undefined {
  const { summed, algorithm } = splitChecksum(segments.at(-1) ?? '');
  if (summed !== METADATA) return undefined;
  return { folders: segments.slice(0, -1), ...(algorithm === undefined ? {} : { algorithm }) };
}

/**
 * The list of a package's versions. A group's list of plugins has an address of the same shape (`/org/acme/app/` is
 * the package `org.acme:app` and the group `org.acme.app`), and so it is read as that package's index.
 */
function packageMetadata(input: RouteInput): RegistryRequest | undefined {
  const place = metadataPlace(input);
  const name = place === undefined ? undefined : findNameOfFolder(place.folders);
  if (place === undefined || name === undefined) return undefined;
  return { kind: 'index', name, variant: metadataVariant(place.algorithm) };
}

/** The snapshot whose metadata lies in these folders. */
function findSnapshot(
  folders: readonly string[],
): { readonly name: PackageName; readonly version: string } | undefined {
  const version = folders.at(-1);
  if (version?.endsWith(SNAPSHOT) !== true || !versions.isValid(version)) return undefined;
  const name = findNameOfFolder(folders.slice(0, -1));
  return name === undefined ? undefined : { name, version };
}

function snapshotMetadata(input: RouteInput): RegistryRequest | undefined {
  const place = metadataPlace(input);
  const snapshot = place === undefined ? undefined : findSnapshot(place.folders);
  if (place === undefined || snapshot === undefined) return undefined;
  const { name, version } = snapshot;
  const path = `${folderOf(name)}/${encodeURIComponent(version)}/${METADATA}`;
  const hosted = { variant: metadataVariant(place.algorithm), selector: version };
  return { ...document(path, place.algorithm), name, version, hosted };
}

/** A group of one word cannot be mistaken for a package; all that its metadata can hold is a list of plugins. */
function groupMetadata(input: RouteInput): RegistryRequest | undefined {
  const place = metadataPlace(input);
  const [group, ...rest] = place?.folders ?? [];
  if (place === undefined || group === undefined || rest.length > 0) return undefined;
  const reservedAs = findGroup([group]);
  if (reservedAs === undefined) return undefined;
  return { ...document(`${group}/${METADATA}`, place.algorithm), reservedAs };
}

/**
 * A list of versions, by which a client says that all of one has come; its digests and a group's list of plugins say nothing.
 */
function deployMetadata(input: RouteInput): RegistryRequest | undefined {
  const place = metadataPlace(input);
  if (place === undefined || place.folders.length === 0) return undefined;
  const name = findNameOfFolder(place.folders) ?? findGroup(place.folders);
  if (name === undefined) return undefined;
  const variant = place.algorithm === undefined ? 'metadata' : 'metadata-digest';
  return { kind: 'submit', variant, name };
}

/** A snapshot's own, by which a client says that all of a build has come. */
function deploySnapshotMetadata(input: RouteInput): RegistryRequest | undefined {
  const place = metadataPlace(input);
  const snapshot = place === undefined ? undefined : findSnapshot(place.folders);
  if (place === undefined || snapshot === undefined) return undefined;
  const { name, version } = snapshot;
  const variant = place.algorithm === undefined ? 'snapshot-metadata' : 'metadata-digest';
  return { kind: 'submit', variant, name, selector: version };
}

/** The group whose folders these are, as a name; undefined for what no group is called. */
function findGroup(folders: readonly string[]): PackageName | undefined {
  return folders.every((folder) => /^[A-Za-z0-9_-]+$/.test(folder))
    ? groupAsName(folders.join('.'))
    : undefined;
}

function deployFile({ segments }: RouteInput): RegistryRequest | undefined {
  const place = findPlace(segments);
  if (place === undefined) return undefined;
  const { name, file, algorithm } = place;
  return { kind: 'submit', variant: algorithm ?? 'file', name, selector: file };
}

function archetypeCatalog({ segments }: RouteInput): RegistryRequest | undefined {
  const { summed, algorithm } = splitChecksum(segments[0] ?? '');
  return segments.length === 1 && summed === CATALOG ? document(CATALOG, algorithm) : undefined;
}

/** A document served as it stands at the upstream, or its digest. */
function document(
  path: string,
  digest: Checksum | undefined,
): Extract<RegistryRequest, { kind: 'passthrough' }> {
  const contentType = digest === undefined ? 'application/xml' : 'text/plain';
  return {
    kind: 'passthrough',
    path,
    accept: '*/*',
    contentType,
    ...(digest === undefined ? {} : { digest }),
  };
}

/** A path as Maven writes it, with escapes, and with a slash twice. */
function spellings(path: string): readonly string[] {
  const last = path.lastIndexOf('/') + 1;
  return [
    path,
    `${path.slice(0, last)}${escapeFirst(path.slice(last))}`,
    `${path.slice(0, last)}/${path.slice(last)}`,
    path.replace('-', '%2D'),
  ];
}

function withChecksums(paths: readonly string[]): readonly string[] {
  return paths.flatMap((path) => CHECKSUMS.map((algorithm) => `${path}.${algorithm}`));
}

function fileDoors(name: PackageName, file: string): readonly string[] {
  const path = file.split('/').map(encodeURIComponent).join('/');
  return spellings(`/${folderOf(name)}/${path}`);
}

export const routes: readonly RegistryRoute[] = [
  ...portalRoutes,
  {
    id: 'maven.archetype-catalog',
    methods: ['GET'],
    pattern: `/${CATALOG}`,
    access: 'read',
    match: archetypeCatalog,
    doors: NO_DOORS,
  },
  {
    id: 'maven.snapshot-metadata',
    methods: ['GET'],
    pattern: `/:group/:artifact/:version${SNAPSHOT}/${METADATA}`,
    access: 'read',
    match: snapshotMetadata,
    doors: ({ name, version }) =>
      version.endsWith(SNAPSHOT)
        ? spellings(`/${folderOf(name)}/${encodeURIComponent(version)}/${METADATA}`)
        : [],
  },
  {
    id: 'maven.metadata',
    methods: ['GET'],
    pattern: `/:group/:artifact/${METADATA}`,
    access: 'read',
    match: packageMetadata,
    doors: ({ name }) => spellings(`/${folderOf(name)}/${METADATA}`),
  },
  {
    id: 'maven.group-metadata',
    methods: ['GET'],
    pattern: `/:group/${METADATA}`,
    access: 'read',
    match: groupMetadata,
    doors: NO_DOORS,
  },
  {
    id: 'maven.checksum',
    methods: ['GET'],
    pattern: '/:group/:artifact/:version/:file.:algorithm',
    access: 'read',
    match: artifactChecksum,
    doors: ({ name, file }) => withChecksums(fileDoors(name, file)),
  },
  {
    id: 'maven.file',
    methods: ['GET'],
    pattern: '/:group/:artifact/:version/:file',
    access: 'read',
    match: artifactFile,
    doors: ({ name, file }) => fileDoors(name, file),
  },
  {
    id: 'maven.deploy-snapshot-metadata',
    methods: ['PUT'],
    pattern: `/:group/:artifact/:version${SNAPSHOT}/${METADATA}`,
    access: 'publish',
    match: deploySnapshotMetadata,
    doors: NO_DOORS,
  },
  {
    id: 'maven.deploy-metadata',
    methods: ['PUT'],
    pattern: `/:group/:artifact/${METADATA}`,
    access: 'publish',
    match: deployMetadata,
    doors: NO_DOORS,
  },
  {
    id: 'maven.deploy',
    methods: ['PUT'],
    pattern: '/:group/:artifact/:version/:file',
    access: 'publish',
    match: deployFile,
    doors: NO_DOORS,
  },
  writeRoute('maven.write', 'deploy to or change the Maven repository'),
];
