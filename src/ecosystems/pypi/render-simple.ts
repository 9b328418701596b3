// Writes a project's page as a view decides it, in JSON and in HTML: the same files, versions and marks in both.

import type { PackageName } from '../../kernel/package-ref.ts';
import { objectField, type JsonObject } from '../../formats/json.ts';
import type { IndexView, RenderedIndex } from '../adapter-index-document.ts';
import { filePath, provenancePath } from './file-address.ts';
import { escapeHtml } from './html-tags.ts';
import { SIMPLE_TYPES, type SimpleVariant } from './negotiate.ts';
import type { OfferedFile, OfferedRelease } from './offer.ts';
import { METADATA_FIELDS } from './read-simple-json.ts';
import { servesMetadata, servesSignature } from './releases.ts';
import type { Hashes, SimpleFile, SimplePage } from './simple-page.ts';
import { versions as order } from './version.ts';
import { normalizeName } from './name.ts';

/** A project on its way out. */
export interface SimpleOffer {
  readonly name: PackageName;
  readonly page: SimplePage;
  readonly releases: readonly OfferedRelease[];
  /** Without a trailing slash. */
  readonly upstreamUrl: string;
}

/** The project's page in one of the forms of the simple API. */
export function renderSimple(offer: SimpleOffer, variant: SimpleVariant, view: IndexView): RenderedIndex {
  const { lastSerial } = offer.page;
  return {
    body: Buffer.from(variant === 'json' ? renderJson(offer, view) : renderHtml(offer, view)),
    contentType: SIMPLE_TYPES[variant],
    headers: {
      vary: 'accept',
      ...(lastSerial === undefined ? {} : { 'x-pypi-last-serial': String(lastSerial) }),
    },
  };
}

function renderJson(offer: SimpleOffer, view: IndexView): string {
  const { page, name, releases } = offer;
  // Alternate locations (PEP 708, rejected) would lead around the gate.
  const { 'alternate-locations': _, ...fields } = page.fields;
  return JSON.stringify({
    ...fields,
    meta: { ...objectField(page.fields, 'meta'), 'api-version': page.apiVersion },
    name,
    ...(page.status === undefined
      ? {}
      : { 'project-status': objectField(fields, 'project-status') ?? page.status }),
    versions: listVersions(page, releases),
    files: releases.flatMap(({ files }) => files.map((file) => renderFile(file, offer, view))),
  });
}

/** The upstream's own spellings of the versions whose files stand on the page; no others. */
function listVersions(page: SimplePage, releases: readonly OfferedRelease[]): readonly string[] {
  const shown = new Set(releases.map(({ version }) => version));
  const listed = page.versions.filter((version) => shown.has(version));
  for (const version of listed) shown.delete(version);
  return [...listed, ...[...shown].sort(order.compare)];
}

function renderFile({ file, yanked }: OfferedFile, offer: SimpleOffer, view: IndexView): JsonObject {
  const known = new Set<string>([...METADATA_FIELDS, 'provenance']);
  const fields = Object.fromEntries(Object.entries(file.fields).filter(([key]) => !known.has(key)));
  const provenance = provenanceUrl(file, offer, view);
  return {
    ...fields,
    filename: file.file,
    url: fileUrl(file, offer, view),
    hashes: Object.fromEntries(file.hashes),
    ...(file.requiresPython === undefined ? {} : { 'requires-python': file.requiresPython }),
    yanked: yanked ?? false,
    ...renderMetadata(file),
    ...(file.hasSignature === undefined ? {} : { 'gpg-sig': servesSignature(file) }),
    ...(provenance === undefined ? {} : { provenance }),
  };
}

/** Under PEP 714's name, and under the older ones that the upstream uses; under none where it cannot be served. */
function renderMetadata(file: SimpleFile): JsonObject {
  if (!servesMetadata(file)) return {};
  const value = file.metadata.size === 0 ? true : Object.fromEntries(file.metadata);
  const names = METADATA_FIELDS.filter(
    (name) => name === 'core-metadata' || Object.hasOwn(file.fields, name),
  );
  return Object.fromEntries(names.map((name) => [name, value]));
}

function fileUrl({ file }: SimpleFile, { name }: SimpleOffer, { registryUrl }: IndexView): string {
  return `${registryUrl}${filePath(name, file)}`;
}

/** Ours, where the upstream keeps it at the place that PEP 740 names; a provenance elsewhere is left out. */
function provenanceUrl(file: SimpleFile, offer: SimpleOffer, view: IndexView): string | undefined {
  const origin = URL.canParse(offer.upstreamUrl) ? new URL(offer.upstreamUrl).origin : offer.upstreamUrl;
  const base = [offer.upstreamUrl, origin].find((start) =>
    file.provenance?.startsWith(`${start}/integrity/`),
  );
  if (file.provenance === undefined || base === undefined) return undefined;
  const parts = file.provenance.slice(base.length + '/integrity/'.length).split('/');
  const [project = '', version = '', rawFile = '', end] = parts;
  if (parts.length !== 4 || end !== 'provenance' || normalizeName(project) !== offer.name) return undefined;
  if (rawFile !== file.file && rawFile !== encodeURIComponent(file.file)) return undefined;
  const path = provenancePath(offer.name, decode(version), file.file);
  return `${view.registryUrl}/${path}`;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // Not encoded after all: it stands for itself.
    return text;
  }
}

function renderHtml(offer: SimpleOffer, view: IndexView): string {
  const { name, page, releases } = offer;
  const anchors = releases.flatMap(({ files }) => files.map((file) => renderAnchor(file, offer, view)));
  return [
    '<!DOCTYPE html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta name="pypi:repository-version" content="${page.apiVersion}">`,
    ...renderStatus(page),
    `<title>Links for ${name}</title>`,
    '</head>',
    '<body>',
    `<h1>Links for ${name}</h1>`,
    ...anchors,
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

function renderStatus({ status }: SimplePage): readonly string[] {
  if (status === undefined) return [];
  const meta = (key: string, value: string) => `<meta name="${key}" content="${escapeHtml(value)}">`;
  return [
    meta('pypi:project-status', status.status),
    ...(status.reason === undefined ? [] : [meta('pypi:project-status-reason', status.reason)]),
  ];
}

function renderAnchor({ file, yanked }: OfferedFile, offer: SimpleOffer, view: IndexView): string {
  const metadata = servesMetadata(file) ? (pickHash(file.metadata) ?? 'true') : undefined;
  const hash = pickHash(file.hashes);
  const attributes: readonly (readonly [string, string | undefined])[] = [
    ['href', `${fileUrl(file, offer, view)}${hash === undefined ? '' : `#${hash}`}`],
    ['data-requires-python', file.requiresPython],
    ['data-yanked', yanked],
    ['data-core-metadata', metadata],
    ['data-dist-info-metadata', metadata],
    ['data-gpg-sig', file.hasSignature === undefined ? undefined : String(servesSignature(file))],
    ['data-provenance', provenanceUrl(file, offer, view)],
  ];
  const written = attributes.flatMap(([key, value]) =>
    value === undefined ? [] : ` ${key}="${escapeHtml(value)}"`,
  );
  return `<a${written.join('')}>${escapeHtml(file.file)}</a><br>`;
}

/** HTML has room for one digest: SHA-256 where there is one, as PEP 503 recommends. */
function pickHash(hashes: Hashes): string | undefined {
  const [name, value] = hashes.has('sha256') ? ['sha256', hashes.get('sha256')] : ([...hashes][0] ?? []);
  return name === undefined || value === undefined ? undefined : `${name}=${value}`;
}
