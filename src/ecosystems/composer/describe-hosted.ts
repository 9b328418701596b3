// The two metadata documents of a package that is published here, as an upstream would send them.

import { preciseTime } from '../../kernel/clock.ts';
import type { JsonObject } from '../../formats/json.ts';
import type { HostedFacts, HostedVersionFacts } from '../adapter-publish.ts';
import { distPath } from './dist-file.ts';
import { DEV, STABLE } from './index-document.ts';
import { MINIFIED, minifyVersions } from './minified.ts';
import { findName } from './name.ts';
import { normalizeVersion } from './normalize-version.ts';
import { YANKED } from './release-facts.ts';
import { versions as order } from './version.ts';

/** Releases, and what Composer counts as under development (`1.2.3-dev`), each newest first. */
export function describeHosted(hosted: HostedFacts, registryUrl: string): ReadonlyMap<string, Uint8Array> {
  const versions = [...offered(hosted)].sort((one, other) => order.compare(other.version, one.version));
  const document = (isDev: boolean) => {
    const own = versions.filter(({ version }) => isInDevelopment(version) === isDev);
    const described = own.map((version) => describeVersion(hosted, version, registryUrl));
    return Buffer.from(
      JSON.stringify({
        minified: MINIFIED,
        packages: { [hosted.name]: minifyVersions(described) },
        ...messagesOf(hosted),
      }),
    );
  };
  return new Map([
    [STABLE, document(false)],
    [DEV, document(true)],
  ]);
}

/** A quarantined package is offered to nobody (PEP 792). */
function offered({ status, versions }: HostedFacts): readonly HostedVersionFacts[] {
  return status === 'quarantined' ? [] : versions;
}

function isInDevelopment(version: string): boolean {
  return normalizeVersion(version)?.endsWith('-dev') === true;
}

function describeVersion(hosted: HostedFacts, version: HostedVersionFacts, registryUrl: string): JsonObject {
  const [file] = version.files;
  const published = preciseTime(version.publishedAt);
  return {
    name: hosted.name,
    ...version.words,
    version: version.version,
    version_normalized: normalizeVersion(version.version),
    ...(file === undefined
      ? {}
      : {
          dist: {
            type: 'zip',
            url: `${registryUrl}${distPath(hosted.name, file.file)}`,
            reference: file.words['reference'],
            shasum: file.digests.sha1,
          },
        }),
    time: published,
    // Ours, where `time` is anybody's.
    'published-time': published,
    ...abandonedOf(hosted, version),
    ...(version.yanked === undefined ? {} : { [YANKED]: version.yanked }),
  };
}

/** Composer knows no deprecation but this: true, or the package to take instead. */
function abandonedOf({ status, statusReason }: HostedFacts, { deprecated }: HostedVersionFacts): JsonObject {
  const message = deprecated ?? (status === 'deprecated' || status === 'archived' ? statusReason : undefined);
  return message === undefined ? {} : { abandoned: findName(message) ?? true };
}

/** Composer 2.2 and newer print it with the reason, for which `abandoned` has no room. */
function messagesOf({ name, status, statusReason }: HostedFacts): JsonObject {
  if (status === 'active') return {};
  const reason = statusReason === '' ? '' : `: ${statusReason}`;
  const message = `${name} is ${status} by its maintainers${reason}`;
  return { [status === 'archived' ? 'infos' : 'warnings']: [{ message, versions: '*' }] };
}
