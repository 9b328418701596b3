// Where the public registries are: taken from the package-URL library, so that no address stands in this source.

import { PackageURL, UrlConverter } from '@socketregistry/packageurl-js';

import type { Ecosystem } from '../kernel/ecosystem.ts';

/** A registry's address, without a trailing slash, and the further hosts that its artifacts are known to come from. */
export interface DefaultUpstream {
  readonly url: string;
  readonly artifactHosts: readonly string[];
}

/** What the adapters call an upstream's address, derived from where the library would download a sample package. */
const DERIVATIONS: Readonly<
  Record<Ecosystem, { purl: string; derive: (download: URL) => DefaultUpstream | undefined }>
> = {
  npm: { purl: 'pkg:npm/sample@1.0.0', derive: (download) => before(download, '/sample/') },
  // The simple API stands below `/simple/`, the JSON API beside it.
  pypi: { purl: 'pkg:pypi/sample@1.0.0', derive: (download) => before(download, '/simple/sample') },
  // The sparse index stands on the `index.` host beside the registry's own.
  cargo: {
    purl: 'pkg:cargo/sample@1.0.0',
    derive: (download) => ({ url: `https://index.${download.host}`, artifactHosts: [download.host] }),
  },
  maven: {
    purl: 'pkg:maven/org.example/sample@1.0.0',
    derive: (download) => before(download, '/org/example/sample/'),
  },
  composer: {
    purl: 'pkg:composer/example/sample@1.0.0',
    derive: (download) => before(download, '/p2/example/sample'),
  },
};

/**
 * The public registry of each ecosystem, as the package-URL library knows it; undefined where it knows none,
 * or answers in a form that this does not understand. Always https. Meant for the first start: afterwards the configuration holds the addresses.
 */
export function defaultUpstreams(): Readonly<Record<Ecosystem, DefaultUpstream | undefined>> {
  return {
    npm: defaultUpstream('npm'),
    pypi: defaultUpstream('pypi'),
    cargo: defaultUpstream('cargo'),
    maven: defaultUpstream('maven'),
    composer: defaultUpstream('composer'),
  };
}

function defaultUpstream(ecosystem: Ecosystem): DefaultUpstream | undefined {
  const { purl, derive } = DERIVATIONS[ecosystem];
  const download = UrlConverter.toDownloadUrl(PackageURL.fromString(purl));
  if (download === undefined) return undefined;
  const url = URL.parse(download.url);
  return url === null || url.protocol !== 'https:' ? undefined : derive(url);
}

/** The address up to the path that belongs to the sample package; undefined when the library means another path. */
function before(download: URL, samplePath: string): DefaultUpstream | undefined {
  const end = download.pathname.indexOf(samplePath);
  if (end === -1) return undefined;
  return { url: `${download.origin}${download.pathname.slice(0, end)}`, artifactHosts: [] };
}
