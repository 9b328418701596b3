// What a version's metadata tells a policy.

import { parseInstant } from '../../kernel/clock.ts';
import { parseHexDigest } from '../../kernel/digest.ts';
import type { ArtifactFacts, Published } from '../../kernel/evidence.ts';
import { field, objectField, stringField, type JsonObject } from '../../formats/json.ts';
import type { PackageIndex } from '../adapter-index-document.ts';
import type { Release } from './metadata.ts';

/** Types of packages whose code Composer runs while it installs. */
const RUNNING_TYPES = new Set(['composer-plugin', 'composer-installer']);

/**
 * The reason for which a version was withdrawn here. Composer has no word for it: such a version is left out of what a range can
 * reach, and its archive stays for lock files.
 */
export const YANKED = 'gatehouse-yanked';

/** The facts of one version. */
export function readFacts(release: Release): PackageIndex['versions'][number] {
  const { version, document } = release;
  const deprecated = readAbandoned(document);
  const licence = readLicence(document);
  const yanked = stringField(document, YANKED);
  return {
    version,
    published: readDate(document),
    ...(deprecated === undefined ? {} : { deprecated }),
    ...(yanked === undefined ? {} : { yanked }),
    installScripts: RUNNING_TYPES.has(stringField(document, 'type') ?? ''),
    ...(licence === undefined ? {} : { licence }),
    artifacts: readArtifacts(release),
  };
}

/** Whether the version was withdrawn, whatever a policy says of that. */
export function isYanked(document: JsonObject): boolean {
  return field(document, YANKED) !== undefined;
}

/** `published-time` is the registry's own; `time` is the commit's date, which its author sets at will: no date at all. */
function readDate(document: JsonObject): Published {
  const at = parseInstant(stringField(document, 'published-time') ?? '');
  return at === undefined ? { how: 'unknown' } : { how: 'upstream', at };
}

/** `abandoned` holds true, or the name of a replacement. */
function readAbandoned(document: JsonObject): string | undefined {
  const abandoned = field(document, 'abandoned');
  if (abandoned === true) return 'abandoned';
  return typeof abandoned === 'string' && abandoned !== ''
    ? `abandoned; use ${abandoned} instead`
    : undefined;
}

/** One licence, or several of which one may be chosen. */
export function readLicence(document: JsonObject): string | undefined {
  const licence = field(document, 'license');
  if (typeof licence === 'string') return licence === '' ? undefined : licence;
  if (!Array.isArray(licence)) return undefined;
  const many = licence.filter((one): one is string => typeof one === 'string' && one !== '');
  return many.length > 1 ? `(${many.join(' OR ')})` : many[0];
}

/** The upstream's SHA-1 is mostly empty: then nothing is declared, and the first-seen digest counts. */
function readArtifacts({ document, dist }: Release): readonly ArtifactFacts[] {
  if (dist === undefined) return [];
  const sha1 = parseHexDigest('sha1', stringField(objectField(document, 'dist') ?? {}, 'shasum') ?? '');
  return [{ file: dist.file, url: dist.url, digests: sha1 === undefined ? {} : { sha1 } }];
}
