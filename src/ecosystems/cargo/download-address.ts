// Where an upstream keeps its crates: the `dl` of its config.json, filled in for one version.

import { GatehouseError } from '../../kernel/errors.ts';
import type { PackageName } from '../../kernel/package-ref.ts';
import { parseJsonObject, stringField } from '../../formats/json.ts';
import type { Documents } from '../adapter-index-document.ts';
import { indexFolder } from './name.ts';

/** The key of the upstream's config.json among its documents. */
export const CONFIG_KEY = 'config';

const LIMITS = { maxBytes: 64 * 1024, maxDepth: 8 };
const MARKER = /\{(crate|version|prefix|lowerprefix|sha256-checksum)\}/g;
const SUFFIX = '.crate';

/** One crate, as its line of the index names it. */
export interface CrateLocation {
  /** In the index's own case. */
  readonly crate: string;
  readonly version: string;
  /** SHA-256, 64 lower-case hexadecimal digits. */
  readonly checksum: string;
}

/** The file name of a version's crate here; in lower case, as the canonical name is. */
export function crateFile(name: PackageName, version: string): string {
  return `${name}-${version}${SUFFIX}`;
}

/** The version in a file name that `crateFile` wrote; undefined for any other. */
export function versionOfFile(name: PackageName, file: string): string | undefined {
  const prefix = `${name}-`;
  if (!file.startsWith(prefix) || !file.endsWith(SUFFIX)) return undefined;
  const version = file.slice(prefix.length, -SUFFIX.length);
  return version === '' ? undefined : version;
}

/**
 * The `dl` of an upstream's config.json (Cargo's "Index Configuration"). Throws `upstream-invalid` when the document
 * is missing or unreadable, or when the address is not http or https.
 */
export function readDownloadTemplate(upstreamDocuments: Documents): string {
  const bytes = upstreamDocuments.get(CONFIG_KEY);
  if (bytes === undefined) throw invalidConfig('found none');
  const template = stringField(parseConfig(bytes), 'dl');
  if (template === undefined) throw invalidConfig('found no field "dl"');
  if (!/^https?:\/\/[^/]/i.test(template)) {
    throw invalidConfig(
      `found the "dl" ${JSON.stringify(template.slice(0, 100))}, expected an http or https address`,
    );
  }
  return template;
}

/** The address of a crate. Without any marker cargo appends `/{crate}/{version}/download`; so do we. */
export function downloadAddress(template: string, { crate, version, checksum }: CrateLocation): string {
  const full = template.search(MARKER) < 0 ? `${template}/{crate}/{version}/download` : template;
  const values: Readonly<Record<string, string>> = {
    '{crate}': crate,
    '{version}': version,
    '{prefix}': indexFolder(crate),
    '{lowerprefix}': indexFolder(crate.toLowerCase()),
    '{sha256-checksum}': checksum,
  };
  return full.replace(MARKER, (marker) => values[marker] ?? marker);
}

function parseConfig(bytes: Uint8Array): ReturnType<typeof parseJsonObject> {
  try {
    return parseJsonObject(bytes, "the upstream's config.json", LIMITS);
  } catch (cause) {
    throw new GatehouseError(
      'upstream-invalid',
      cause instanceof Error ? cause.message : 'Cannot read config.json',
      {
        cause,
      },
    );
  }
}

function invalidConfig(found: string): GatehouseError {
  return new GatehouseError('upstream-invalid', `Cannot read the upstream's config.json: ${found}`);
}
