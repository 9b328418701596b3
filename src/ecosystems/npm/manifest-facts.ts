// What one manifest of a packument says about its version.

import type { ArtifactFacts, Published, VersionFacts } from '../../kernel/evidence.ts';
import { parseInstant } from '../../kernel/clock.ts';
import { parseHexDigest, parseIntegrity, type Digests } from '../../kernel/digest.ts';
import type { PackageName } from '../../kernel/package-ref.ts';
import {
  arrayField,
  field,
  isObject,
  objectField,
  stringField,
  type JsonObject,
} from '../../formats/json.ts';
import type { PackageIndex } from '../adapter-index-document.ts';
import { splitScope } from './name.ts';

// oxlint-disable-next-line no-control-regex -- control characters are what is refused here
const UNADDRESSABLE = /[\u0000-\u001f\u007f/\\]/;
const INSTALL_HOOKS = ['preinstall', 'install', 'postinstall'];

/** The file name under which Gatehouse serves a version's tarball, whatever the upstream calls it. */
export function tarballName(name: PackageName, version: string): string {
  return `${splitScope(name).unscoped}-${version}.tgz`;
}

/**
 * The facts of a version; `publishedAt` is the packument's own text. Undefined for a manifest without a `dist`, and for
 * a version that no address could hold (half a character, slashes, control characters).
 */
export function readManifest(
  manifest: unknown,
  name: PackageName,
  version: string,
  publishedAt: string | undefined,
): PackageIndex['versions'][number] | undefined {
  if (!isObject(manifest) || objectField(manifest, 'dist') === undefined) return undefined;
  if (!version.isWellFormed() || UNADDRESSABLE.test(version)) return undefined;
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

/** Whether installing the version runs a script of its own. */
export function hasInstallScripts(manifest: JsonObject): boolean {
  if (field(manifest, 'hasInstallScript') === true || field(manifest, 'gypfile') === true) return true;
  const scripts = objectField(manifest, 'scripts') ?? {};
  return INSTALL_HOOKS.some((hook) => stringField(scripts, hook) !== undefined);
}

function readDate(text: string | undefined): Published {
  const at = text === undefined ? undefined : parseInstant(text);
  return at === undefined ? { how: 'unknown' } : { how: 'upstream', at };
}

/** The licence in an SPDX expression, or the words of the manifest. */
export function readLicence(manifest: JsonObject): string | undefined {
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
