// Reads a project's page in the HTML form (PEP 503 and what later PEPs added to it).

import { GatehouseError } from '../../kernel/errors.ts';
import type { PackageName } from '../../kernel/package-ref.ts';
import { fileOfAddress } from './file-address.ts';
import { findFileVersion } from './file-version.ts';
import { readTags, type HtmlTag } from './html-tags.ts';
import {
  checkApiVersion,
  isSafeFile,
  readFragment,
  readHashes,
  resolveFileUrl,
  type Hashes,
  type SimpleFile,
  type SimplePage,
} from './simple-page.ts';

const MAX_BYTES = 128 * 1024 * 1024;

/**
 * Reads the page of `name` that stands at `baseUrl`. A link that leads to no file is passed over.
 * Throws `upstream-invalid` for what is no such page (a sign-in page with status 200 is none), `too-large`.
 */
export function readSimpleHtml(bytes: Uint8Array, baseUrl: string, name: PackageName): SimplePage {
  const what = `the simple page of ${name}`;
  if (bytes.byteLength > MAX_BYTES) {
    throw new GatehouseError(
      'too-large',
      `Cannot read ${what}: found ${bytes.byteLength} bytes, expected at most ${MAX_BYTES}`,
    );
  }
  const html = new TextDecoder().decode(bytes);
  if (!/^\s*</.test(html)) {
    throw new GatehouseError('upstream-invalid', `Cannot read ${what}: found neither JSON nor HTML`);
  }
  const tags = readTags(html);
  const metas = readMetas(tags);
  const base = resolveFileUrl(findBase(tags) ?? '', baseUrl)?.href ?? baseUrl;
  const files = tags.flatMap((tag) => (tag.name === 'a' ? readAnchor(tag.attributes, base) : []));
  if (!metas.has('pypi:repository-version') && !files.some(({ file }) => findFileVersion(name, file))) {
    throw new GatehouseError(
      'upstream-invalid',
      `Cannot read ${what}: found an HTML page without a file of it`,
    );
  }
  const status = metas.get('pypi:project-status');
  const reason = metas.get('pypi:project-status-reason');
  return {
    files,
    versions: [],
    apiVersion: checkApiVersion(metas.get('pypi:repository-version'), what),
    ...(status === undefined ? {} : { status: { status, ...(reason === undefined ? {} : { reason }) } }),
    fields: {},
  };
}

function findBase(tags: readonly HtmlTag[]): string | undefined {
  return tags
    .find(({ name, attributes }) => name === 'base' && attributes.has('href'))
    ?.attributes.get('href');
}

function readMetas(tags: readonly HtmlTag[]): ReadonlyMap<string, string> {
  const metas = new Map<string, string>();
  for (const { name, attributes } of tags) {
    const key = name === 'meta' ? attributes.get('name')?.toLowerCase() : undefined;
    if (key !== undefined && !metas.has(key)) metas.set(key, attributes.get('content') ?? '');
  }
  return metas;
}

function readAnchor(attributes: ReadonlyMap<string, string>, baseUrl: string): readonly SimpleFile[] {
  const href = attributes.get('href')?.trim() ?? '';
  const url = href === '' ? undefined : resolveFileUrl(href, baseUrl);
  const file = url === undefined ? undefined : fileOfAddress(url.href);
  if (url === undefined || file === undefined || !isSafeFile(file)) return [];
  const hashes = readFragment(url);
  const requiresPython = attributes.get('data-requires-python');
  const yanked = attributes.get('data-yanked');
  const metadata = readMetadata(
    attributes.get('data-core-metadata') ?? attributes.get('data-dist-info-metadata'),
  );
  const signature = attributes.get('data-gpg-sig');
  const provenance = attributes.get('data-provenance');
  return [
    {
      file,
      url: url.href,
      hashes,
      ...(requiresPython === undefined || requiresPython === '' ? {} : { requiresPython }),
      ...(yanked === undefined ? {} : { yanked }),
      ...(metadata === undefined ? {} : { metadata }),
      ...(signature === undefined ? {} : { hasSignature: signature === 'true' }),
      ...(provenance === undefined ? {} : { provenance }),
      fields: {},
    },
  ];
}

/** `true`, or `sha256=…`. */
function readMetadata(value: string | undefined): Hashes | undefined {
  if (value === undefined || value === 'false') return undefined;
  return readHashes(new URLSearchParams(value));
}
