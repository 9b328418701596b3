// maven-metadata.xml: Maven's index of a package, read from the upstream and written as a view decides.

import { createHash } from 'node:crypto';

import { isOffered } from '../../kernel/verdict.ts';
import type { Instant } from '../../kernel/clock.ts';
import type { PackageName } from '../../kernel/package-ref.ts';
import { GatehouseError } from '../../kernel/errors.ts';
import { replacePlaces, type Replacement } from '../../formats/replace-places.ts';
import type {
  IndexContext,
  IndexReader,
  IndexView,
  PackageIndex,
  RenderedIndex,
} from '../adapter-index-document.ts';
import { chooseLatest } from '../choose-latest.ts';
import { describeHeldBack } from '../held-back.ts';
import { HOSTED_DOCUMENT, readHostedWords } from './hosted-documents.ts';
import { folderOf, splitName } from './name.ts';
import { CHECKSUMS, metadataVariant, type Checksum } from './routes.ts';
import { findBuild, SNAPSHOT } from './snapshot.ts';
import { writeSnapshotMetadata } from './snapshot-metadata.ts';
import { versions as order } from './version.ts';
import { decodeXml, escapeXml, readXmlElements, removeElement, type XmlElement } from './xml-elements.ts';

const DOCUMENT = 'metadata';
const LIMITS = { maxLength: 8 * 1024 * 1024, maxDepth: 32, code: 'upstream-invalid' } as const;

const VERSION = 'metadata/versioning/versions/version';
/** Elements that name one version of the list; `metadata/version` stands in very old documents. */
const POINTERS = ['metadata/versioning/latest', 'metadata/versioning/release', 'metadata/version'];
const RELEASE = 'metadata/versioning/release';
const LAST_UPDATED = 'metadata/versioning/lastUpdated';

/**
 * A package need not have the document: an exact version is asked for by the names of its files. The one address may
 * also hold a group's list of plugins (see `routes.ts`), which has no versions and is written as it stands.
 */
export const index: IndexReader = {
  upstreamDocuments: () => [],
  packageDocuments: (name) => [{ key: DOCUMENT, path: `${folderOf(name)}/maven-metadata.xml` }],
  variants: [metadataVariant(undefined), ...CHECKSUMS.map(metadataVariant)],
  datesFromArtifacts: true,
  servesUnlisted: true,
  read: readMetadata,
};

function readMetadata(documents: ReadonlyMap<string, Uint8Array>, context: IndexContext): PackageIndex {
  const { name } = context;
  const bytes = documents.get(DOCUMENT);
  if (bytes === undefined) return { name, versions: [], render: () => undefined };
  const metadata = parseMetadata(bytes, name);
  const hosted = documents.get(HOSTED_DOCUMENT);
  const updatedAt = parseLastUpdated(metadata.find(LAST_UPDATED));
  const words = hosted === undefined ? undefined : readHostedWords(hosted, name, context.upstreamUrl);
  const builds = buildsOf(words?.versions ?? []);
  return {
    name,
    versions: metadata.versions.map((version) => ({
      version,
      published: { how: 'unknown' },
      artifacts: [],
    })),
    ...words,
    ...(updatedAt === undefined ? {} : { updatedAt }),
    render: (view) =>
      view.selector === undefined
        ? renderVariant(renderMetadata(parseMetadata(bytes, name), name, view, builds), view)
        : renderVariant(renderSnapshot(name, view, builds.get(view.selector) ?? []), view),
  };
}

type Version = PackageIndex['versions'][number];

/** What is published here of snapshots and was not withdrawn, by the name of each, in the order in which it was published. */
type Builds = ReadonlyMap<string, readonly Version[]>;

function buildsOf(versions: readonly Version[]): Builds {
  const builds = new Map<string, Version[]>();
  for (const facts of versions) {
    const of = findBuild(facts.version)?.of;
    if (of === undefined || facts.yanked !== undefined) continue;
    const others = builds.get(of);
    if (others === undefined) builds.set(of, [facts]);
    else others.push(facts);
  }
  return builds;
}

interface Metadata {
  readonly text: string;
  readonly elements: readonly XmlElement[];
  /** Every version that the document names, in its order. */
  readonly versions: readonly string[];
  find(path: string): string | undefined;
}

function parseMetadata(bytes: Uint8Array, name: PackageName): Metadata {
  const what = `maven-metadata.xml of ${name}`;
  const text = decodeXml(bytes, what, LIMITS.code);
  const elements = readXmlElements(text, what, LIMITS);
  const root = elements[0]?.path;
  if (root !== 'metadata') {
    throw new GatehouseError(
      'upstream-invalid',
      `Cannot read ${what}: found the element ${(root ?? '').slice(0, 100)}, expected metadata`,
    );
  }
  assertSameCase(elements, name, what);
  const named = elements
    .filter(({ path }) => path === VERSION || POINTERS.includes(path))
    .map((element) => element.text)
    .filter((version) => order.isValid(version));
  return {
    text,
    elements,
    versions: [...new Set(named)],
    find: (path) => elements.find((element) => element.path === path)?.text,
  };
}

/**
 * Names differ by case. An upstream that takes no notice of it would serve a package under a second name, which no
 * evidence about the first one meets.
 */
function assertSameCase(elements: readonly XmlElement[], name: PackageName, what: string): void {
  const own = splitName(name);
  for (const part of ['groupId', 'artifactId'] as const) {
    const found = elements.find(({ path }) => path === `metadata/${part}`)?.text ?? own[part];
    if (found === own[part] || found.toLowerCase() !== own[part].toLowerCase()) continue;
    throw new GatehouseError(
      'upstream-invalid',
      `Cannot read ${what}: found ${part} ${found}, expected ${own[part]}; names differ by case`,
    );
  }
}

/** `20240131235959`, in UTC. */
function parseLastUpdated(text: string | undefined): Instant | undefined {
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(text ?? '');
  if (parts === null) return undefined;
  const [, year, month, day, hour, minute, second] = parts;
  const at = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(at) ? undefined : at;
}

function renderVariant(document: string | undefined, view: IndexView): RenderedIndex | undefined {
  if (document === undefined) return undefined;
  const body = Buffer.from(document);
  const algorithm = CHECKSUMS.find((one) => metadataVariant(one) === view.variant);
  return algorithm === undefined
    ? { body, contentType: 'application/xml', headers: {} }
    : { body: digestOf(body, algorithm), contentType: 'text/plain', headers: {} };
}

/** Of exactly the document that is served beside it. */
function digestOf(document: Buffer, algorithm: Checksum): Buffer {
  return Buffer.from(createHash(algorithm).update(document).digest('hex'));
}

function isOfferedIn({ decision }: IndexView, version: string): boolean {
  const verdict = decision.versions.get(version);
  return verdict !== undefined && isOffered(verdict);
}

/** The newest build that is offered; undefined where none is. */
function renderSnapshot(name: PackageName, view: IndexView, builds: readonly Version[]): string | undefined {
  const newest = builds.findLast(({ version }) => isOfferedIn(view, version));
  const build = newest === undefined ? undefined : findBuild(newest.version);
  if (newest === undefined || build === undefined) return undefined;
  const verdicts = builds.flatMap(({ version }) => {
    const verdict = view.decision.versions.get(version);
    return verdict === undefined ? [] : [[version, verdict] as const];
  });
  const decision = { ...view.decision, versions: new Map(verdicts) };
  const notice = describeHeldBack(name, decision, order, view.pageUrl());
  const files = newest.artifacts.map(({ file }) => file);
  return writeSnapshotMetadata(name, build, files, notice === undefined ? undefined : asComment(notice));
}

/** A snapshot that is published here is offered while one of its builds is. */
function renderMetadata(metadata: Metadata, name: PackageName, view: IndexView, builds: Builds): string {
  const { text, elements } = metadata;
  const offered = metadata.versions.filter(
    (version) =>
      isOfferedIn(view, version) ||
      builds.get(version)?.some((build) => isOfferedIn(view, build.version)) === true,
  );
  const isListed = new Set(offered);
  const seen = new Set<string>();
  const edits = elements.flatMap((element): readonly Replacement[] => {
    const { path } = element;
    if (path === VERSION) return isListed.has(element.text) ? [] : [removeElement(text, element)];
    if (!POINTERS.includes(path)) return [];
    // Maven takes no second one. Each would cost a search among all versions.
    if (seen.has(path)) return [removeElement(text, element)];
    seen.add(path);
    return repoint(text, element, offered);
  });
  return replacePlaces(text, [...edits, ...explain(metadata, name, view)]);
}

/** `release` never names a snapshot; what would name nothing is left out. */
function repoint(text: string, element: XmlElement, offered: readonly string[]): readonly Replacement[] {
  const candidates = element.path === RELEASE ? offered.filter((one) => !one.endsWith(SNAPSHOT)) : offered;
  const version = chooseLatest(candidates, order, element.text);
  if (version === element.text) return [];
  if (version === undefined) return [removeElement(text, element)];
  return [{ start: element.innerStart, end: element.innerEnd, text: escapeXml(version) }];
}

/** Maven shows no word of an index to its user; a comment tells who looks into the file. */
function explain({ text, elements }: Metadata, name: PackageName, view: IndexView): readonly Replacement[] {
  const root = elements[0];
  const notice = describeHeldBack(name, view.decision, order, view.pageUrl());
  if (root === undefined || notice === undefined || root.innerStart === root.end) return [];
  const comment = `<!-- ${asComment(notice)} -->`;
  const isOnOwnLine = text.charAt(root.innerEnd - 1) === '\n';
  return [{ start: root.innerEnd, end: root.innerEnd, text: isOnOwnLine ? `${comment}\n` : comment }];
}

function asComment(notice: string): string {
  return notice.replaceAll('--', '- -');
}
