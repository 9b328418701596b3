// Writes a packument as a view decides it, manifest by manifest. Unknown fields survive.

import type { PackageName } from '../../kernel/package-ref.ts';
import { isOffered } from '../../kernel/verdict.ts';
import { isObject, objectField, stringField, type JsonObject } from '../../formats/json.ts';
import { Utf8Writer } from '../../formats/utf8-writer.ts';
import type { IndexView, RenderedIndex } from '../adapter-index-document.ts';
import { createTagChooser } from '../choose-tag.ts';
import { describeHeldBack, explainHeldBack, heldBack } from '../held-back.ts';
import { hasInstallScripts, tarballName } from './manifest-facts.ts';
import { escapeName } from './name.ts';
import type { Packument } from './packument.ts';
import { ABBREVIATED_TYPE, DATED, LOCKED, VARIANT_HEADERS } from './routes.ts';
import { versions as order } from './version.ts';

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

/** How much of a packument its short form takes, roughly. */
const SHORT_PART = 0.5;

/** The packument in the view's variant; undefined when the selector names nothing. */
export function renderPackument(packument: Packument, view: IndexView): RenderedIndex | undefined {
  const isLocked = view.variant.endsWith(LOCKED);
  const offered = [...packument.versions()].filter((version) => {
    const verdict = view.decision.versions.get(version);
    return verdict !== undefined && (isOffered(verdict) || (isLocked && verdict.action === 'hide'));
  });
  const tags = repointTags(packument, offered);
  switch (view.variant) {
    case 'version':
      return renderOneVersion(packument, view, tags);
    case 'dist-tags':
      return answer(Buffer.from(JSON.stringify(tags)), 'application/json', {});
    default:
      return renderWhole(packument, view, { offered, tags });
  }
}

function repointTags(packument: Packument, offered: readonly string[]): Readonly<Record<string, string>> {
  const chooser = createTagChooser(offered, order);
  const tags: [string, string][] = [];
  for (const [tag, intended] of Object.entries(packument.objectField('dist-tags'))) {
    if (typeof intended !== 'string') continue;
    const version = tag === 'latest' ? chooser.latest(intended) : chooser.tagged(intended);
    if (version !== undefined) tags.push([tag, version]);
  }
  return Object.fromEntries(tags);
}

interface Offer {
  readonly offered: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * npm shows `npm-notice` only with an answer that it may not keep: one that it stores, even for the first time, counts as
 * its own. So a packument with a notice is not to be stored.
 */
function renderWhole(packument: Packument, view: IndexView, offer: Offer): RenderedIndex {
  const isShort = isAbbreviated(view);
  const body = isShort ? writeShort(packument, view, offer) : writeFull(packument, view, offer);
  const notice = describeHeldBack(packument.name, view.decision, order, view.pageUrl());
  return answer(body, isShort ? ABBREVIATED_TYPE : 'application/json', {
    vary: VARIANT_HEADERS,
    ...(notice === undefined ? {} : { 'npm-notice': notice, 'cache-control': 'no-store' }),
  });
}

function isAbbreviated({ variant }: IndexView): boolean {
  return variant.startsWith('abbreviated');
}

/**
 * npm's own field for versions that a registry's policy keeps from its reader: npm takes another one where a range allows
 * it, and else prints the message. Other clients do not look at it. Undefined when nothing is kept out.
 */
function renderRestrictions(
  packument: Packument,
  view: IndexView,
  offered: readonly string[],
): JsonObject | undefined {
  const upstream = packument.objectField('policyRestrictions');
  const taken = new Set(offered);
  const held = heldBack(view.decision, order).filter(
    ({ version }) => !taken.has(version) && packument.hasVersion(version),
  );
  if (held.length === 0) return Object.keys(upstream).length === 0 ? undefined : upstream;
  const { name } = packument;
  const own = held.map(({ version }) => [version, { name, version }] as const);
  const words = [explainHeldBack(name, held, view.pageUrl()), stringField(upstream, 'message')];
  return {
    ...upstream,
    versions: { ...objectField(upstream, 'versions'), ...Object.fromEntries(own) },
    message: words.filter((text) => text !== undefined).join('\n'),
  };
}

function writeShort(packument: Packument, view: IndexView, { offered, tags }: Offer): Uint8Array {
  const writer = new Utf8Writer(packument.sizeBytes * SHORT_PART);
  const modified = stringField(packument.objectField('time'), 'modified');
  writer.write(`{"name":${JSON.stringify(packument.name)}`);
  if (modified !== undefined) writer.write(`,"modified":${JSON.stringify(modified)}`);
  writer.write(`,"dist-tags":${JSON.stringify(tags)},"versions":`);
  writeVersions(writer, packument, view, offered);
  const restrictions = renderRestrictions(packument, view, offered);
  if (restrictions !== undefined) writer.write(`,"policyRestrictions":${JSON.stringify(restrictions)}`);
  writer.write('}');
  return writer.finish();
}

function writeFull(packument: Packument, view: IndexView, { offered, tags }: Offer): Uint8Array {
  const writer = new Utf8Writer(packument.sizeBytes);
  const restrictions = renderRestrictions(packument, view, offered);
  const fields = new Set([...packument.fields(), 'dist-tags', 'versions', 'time']);
  fields.delete('policyRestrictions');
  const dated = view.variant.endsWith(DATED) ? [...packument.versions()] : offered;
  let separator = '{';
  for (const name of fields) {
    writer.write(`${separator}${JSON.stringify(name)}:`);
    separator = ',';
    if (name === 'versions') writeVersions(writer, packument, view, offered);
    else if (name === 'dist-tags') writer.write(JSON.stringify(tags));
    else if (name === 'time') writer.write(JSON.stringify(renderTime(packument, dated)));
    else writer.write(JSON.stringify(packument.field(name)));
  }
  if (restrictions !== undefined) writer.write(`,"policyRestrictions":${JSON.stringify(restrictions)}`);
  writer.write('}');
  return writer.finish();
}

function writeVersions(
  writer: Utf8Writer,
  packument: Packument,
  view: IndexView,
  offered: readonly string[],
): void {
  let separator = '{';
  for (const version of offered) {
    const manifest = renderManifest(packument, version, view);
    writer.write(`${separator}${JSON.stringify(version)}:${JSON.stringify(manifest)}`);
    separator = ',';
  }
  writer.write(offered.length === 0 ? '{}' : '}');
}

/** Only strings: a date that is null or an object has broken clients. */
function renderTime(packument: Packument, dated: readonly string[]): JsonObject {
  const kept = new Set(['created', 'modified', ...dated]);
  return Object.fromEntries(
    Object.entries(packument.objectField('time')).filter(
      ([key, value]) => kept.has(key) && typeof value === 'string',
    ),
  );
}

function renderManifest(packument: Packument, version: string, view: IndexView): JsonObject {
  const { name } = packument;
  const isShort = isAbbreviated(view);
  const manifest = packument.manifest(version);
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
  packument: Packument,
  view: IndexView,
  tags: Readonly<Record<string, string>>,
): RenderedIndex | undefined {
  const selector = view.selector ?? 'latest';
  const version = Object.hasOwn(tags, selector) ? tags[selector] : selector;
  if (version === undefined || !packument.hasVersion(version)) return undefined;
  const action = view.decision.versions.get(version)?.action ?? 'block';
  if (action === 'block') return undefined;
  const manifest = renderManifest(packument, version, view);
  return answer(Buffer.from(JSON.stringify(manifest)), 'application/json', {});
}

function answer(body: Uint8Array, contentType: string, headers: Record<string, string>): RenderedIndex {
  return { body, contentType, headers };
}
