// The packument: npm's index of a package, read from the upstream and written as a view decides.

import type { ArtifactFacts, Published, VersionFacts } from '../../kernel/evidence.ts';
import { parseInstant } from '../../kernel/clock.ts';
import { parseHexDigest, parseIntegrity, type Digests } from '../../kernel/digest.ts';
import { GatehouseError } from '../../kernel/errors.ts';
import type { PackageName } from '../../kernel/package-ref.ts';
import { isOffered } from '../../kernel/verdict.ts';
import {
  arrayField,
  field,
  isObject,
  objectField,
  parseJsonObject,
  stringField,
  type JsonObject,
} from '../../formats/json.ts';
import type { IndexContext, IndexReader, IndexView, PackageIndex, RenderedIndex } from '../adapter.ts';
import { chooseLatest, chooseTagged } from '../choose-latest.ts';
import { describeHeldBack } from '../held-back.ts';
import { escapeName, splitScope } from './name.ts';
import { ABBREVIATED_TYPE } from './routes.ts';
import { versions as order } from './version.ts';

const LIMITS = { maxBytes: 512 * 1024 * 1024, maxDepth: 64 };
const INSTALL_HOOKS = ['preinstall', 'install', 'postinstall'];

/** Fields of a manifest that the short form keeps (the registry's own list; `libc` and `funding` are newer). */
const ABBREVIATED_FIELDS = [
  'name',
  'version',
  'deprecated',
  'dependencies',
  'acceptDependencies',
  'optionalDependencies',
  'devDependencies',
  'bundleDependencies',
  'bundledDependencies',
  'peerDependencies',
  'peerDependenciesMeta',
  'bin',
  'directories',
  'dist',
  'engines',
  'os',
  'cpu',
  'libc',
  'funding',
  'hasInstallScript',
  '_hasShrinkwrap',
  '_npmUser',
];

export const index: IndexReader = {
  upstreamDocuments: () => [],
  packageDocuments: (name) => [{ key: 'packument', path: escapeName(name), accept: 'application/json' }],
  variants: ['full', 'abbreviated', 'version', 'dist-tags'],
  datesFromArtifacts: false,
  read: readPackument,
};

/** The file name under which Gatehouse serves a version's tarball, whatever the upstream calls it. */
export function tarballName(name: PackageName, version: string): string {
  return `${splitScope(name).unscoped}-${version}.tgz`;
}

function readPackument(documents: ReadonlyMap<string, Uint8Array>, context: IndexContext): PackageIndex {
  const bytes = documents.get('packument');
  if (bytes === undefined) {
    throw new GatehouseError('upstream-invalid', `Cannot read ${context.name}: the packument is missing`);
  }
  const packument = parsePackument(bytes, context.name);
  return {
    name: context.name,
    versions: readVersions(packument, context.name),
    render: (view) => renderPackument(parsePackument(bytes, context.name), context.name, view),
  };
}

function parsePackument(bytes: Uint8Array, name: PackageName): JsonObject {
  const packument = parseJsonObject(bytes, `the packument of ${name}`, LIMITS);
  const ownName = field(packument, 'name');
  if (ownName !== name) {
    throw new GatehouseError(
      'upstream-invalid',
      `Cannot read the packument of ${name}: found the name ${JSON.stringify(ownName)?.slice(0, 100)}`,
    );
  }
  return packument;
}

function readVersions(packument: JsonObject, name: PackageName): PackageIndex['versions'] {
  const time = objectField(packument, 'time') ?? {};
  return Object.entries(objectField(packument, 'versions') ?? {}).flatMap(([version, manifest]) =>
    isObject(manifest) && objectField(manifest, 'dist') !== undefined
      ? [readVersion(manifest, name, version, stringField(time, version))]
      : [],
  );
}

function readVersion(
  manifest: JsonObject,
  name: PackageName,
  version: string,
  publishedAt: string | undefined,
): PackageIndex['versions'][number] {
  const deprecated = field(manifest, 'deprecated');
  const licence = readLicence(manifest);
  const publisher = stringField(objectField(manifest, '_npmUser') ?? {}, 'name');
  return {
    version,
    published: readDate(publishedAt),
    ...(typeof deprecated === 'string' && deprecated !== '' ? { deprecated } : {}),
    installScripts: hasInstallScripts(manifest),
    ...(licence === undefined ? {} : { licence }),
    provenance: readProvenance(manifest),
    ...(publisher === undefined ? {} : { publisher }),
    artifacts: readArtifacts(manifest, name, version),
  };
}

function readDate(text: string | undefined): Published {
  const at = text === undefined ? undefined : parseInstant(text);
  return at === undefined ? { how: 'unknown' } : { how: 'upstream', at };
}

function hasInstallScripts(manifest: JsonObject): boolean {
  if (field(manifest, 'hasInstallScript') === true || field(manifest, 'gypfile') === true) return true;
  const scripts = objectField(manifest, 'scripts') ?? {};
  return INSTALL_HOOKS.some((hook) => stringField(scripts, hook) !== undefined);
}

function readLicence(manifest: JsonObject): string | undefined {
  const licence = field(manifest, 'license');
  if (typeof licence === 'string') return licence;
  if (isObject(licence)) return stringField(licence, 'type');
  const many = arrayField(manifest, 'licenses').flatMap((one) =>
    isObject(one) ? (stringField(one, 'type') ?? []) : typeof one === 'string' ? one : [],
  );
  return many.length === 0 ? undefined : many.length === 1 ? many[0] : `(${many.join(' OR ')})`;
}

function readProvenance(manifest: JsonObject): NonNullable<VersionFacts['provenance']> {
  if (objectField(objectField(manifest, '_npmUser') ?? {}, 'trustedPublisher') !== undefined) {
    return 'trusted-publisher';
  }
  return objectField(objectField(manifest, 'dist') ?? {}, 'attestations') === undefined ? 'none' : 'attested';
}

function readArtifacts(manifest: JsonObject, name: PackageName, version: string): readonly ArtifactFacts[] {
  const dist = objectField(manifest, 'dist') ?? {};
  const url = stringField(dist, 'tarball');
  if (url === undefined) return [];
  return [{ file: tarballName(name, version), url, digests: readDigests(dist) }];
}

function readDigests(dist: JsonObject): Digests {
  const sha1 = parseHexDigest('sha1', stringField(dist, 'shasum') ?? '');
  return {
    ...(sha1 === undefined ? {} : { sha1 }),
    ...parseIntegrity(stringField(dist, 'integrity') ?? ''),
  };
}

function renderPackument(
  packument: JsonObject,
  name: PackageName,
  view: IndexView,
): RenderedIndex | undefined {
  const offered = offeredVersions(packument, view);
  const tags = repointTags(packument, offered);
  switch (view.variant) {
    case 'version':
      return renderOneVersion(packument, name, view, tags);
    case 'dist-tags':
      return answer(tags, 'application/json', {});
    default:
      return renderWhole(packument, name, view, { offered, tags });
  }
}

function offeredVersions(packument: JsonObject, view: IndexView): readonly string[] {
  return Object.keys(objectField(packument, 'versions') ?? {}).filter((version) => {
    const verdict = view.decision.versions.get(version);
    return verdict !== undefined && isOffered(verdict);
  });
}

function repointTags(packument: JsonObject, offered: readonly string[]): Readonly<Record<string, string>> {
  const tags: [string, string][] = [];
  for (const [tag, intended] of Object.entries(objectField(packument, 'dist-tags') ?? {})) {
    if (typeof intended !== 'string') continue;
    const choose = tag === 'latest' ? chooseLatest : chooseTagged;
    const version = choose(offered, order, intended);
    if (version !== undefined) tags.push([tag, version]);
  }
  return Object.fromEntries(tags);
}

interface Offer {
  readonly offered: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
}

function renderWhole(packument: JsonObject, name: PackageName, view: IndexView, offer: Offer): RenderedIndex {
  const isShort = view.variant === 'abbreviated';
  const manifests = objectField(packument, 'versions') ?? {};
  const versions = Object.fromEntries(
    offer.offered.map((version) => [
      version,
      renderManifest(manifests[version], name, version, view, isShort),
    ]),
  );
  const time = renderTime(packument, offer.offered);
  const document = isShort
    ? { name, modified: stringField(time, 'modified'), 'dist-tags': offer.tags, versions }
    : { ...packument, 'dist-tags': offer.tags, versions, time };
  const notice = describeHeldBack(name, view.decision, order, view.pageUrl());
  return answer(document, isShort ? ABBREVIATED_TYPE : 'application/json', {
    vary: 'accept',
    ...(notice === undefined ? {} : { 'npm-notice': notice }),
  });
}

/** Only strings: a date that is null or an object has broken clients. */
function renderTime(packument: JsonObject, offered: readonly string[]): JsonObject {
  const kept = new Set(['created', 'modified', ...offered]);
  return Object.fromEntries(
    Object.entries(objectField(packument, 'time') ?? {}).filter(
      ([key, value]) => kept.has(key) && typeof value === 'string',
    ),
  );
}

function renderManifest(
  manifest: unknown,
  name: PackageName,
  version: string,
  view: IndexView,
  isShort: boolean,
): JsonObject {
  const whole = isObject(manifest) ? manifest : {};
  const kept = isShort
    ? Object.fromEntries(
        ABBREVIATED_FIELDS.flatMap((key) => (Object.hasOwn(whole, key) ? [[key, whole[key]]] : [])),
      )
    : whole;
  const dist = {
    ...objectField(whole, 'dist'),
    ...renderAttestations(whole, name, version, view),
    tarball: `${view.registryUrl}/${name}/-/${encodeURIComponent(tarballName(name, version))}`,
  };
  const hasScripts = isShort && hasInstallScripts(whole) ? { hasInstallScript: true } : {};
  return { ...kept, ...hasScripts, dist };
}

/** Clients take only the path of this address, so it must be ours, prefix included. */
function renderAttestations(
  manifest: JsonObject,
  name: PackageName,
  version: string,
  view: IndexView,
): { readonly attestations?: JsonObject } {
  const attestations = objectField(objectField(manifest, 'dist') ?? {}, 'attestations');
  if (attestations === undefined) return {};
  const spec = `${escapeName(name)}@${encodeURIComponent(version)}`;
  return { attestations: { ...attestations, url: `${view.registryUrl}/-/npm/v1/attestations/${spec}` } };
}

/** One version, or the one that a tag names. A hidden version is given to who names it exactly. */
function renderOneVersion(
  packument: JsonObject,
  name: PackageName,
  view: IndexView,
  tags: Readonly<Record<string, string>>,
): RenderedIndex | undefined {
  const selector = view.selector ?? 'latest';
  const version = Object.hasOwn(tags, selector) ? tags[selector] : selector;
  const manifests = objectField(packument, 'versions') ?? {};
  if (version === undefined || !Object.hasOwn(manifests, version)) return undefined;
  const action = view.decision.versions.get(version)?.action ?? 'block';
  if (action === 'block') return undefined;
  return answer(renderManifest(manifests[version], name, version, view, false), 'application/json', {});
}

function answer(document: unknown, contentType: string, headers: Record<string, string>): RenderedIndex {
  return { body: Buffer.from(JSON.stringify(document)), contentType, headers };
}
