// The feeds that are on from the first start.

import type { PinnedFeed } from './first-start.ts';

/** OSV's export of an ecosystem: vulnerabilities and malicious packages alike. Names are OSV's own ecosystem ids. */
const OSV_ECOSYSTEMS = {
  npm: 'npm',
  pypi: 'PyPI',
  cargo: 'crates.io',
  maven: 'Maven',
  composer: 'Packagist',
};

export const FEED_PRESETS: readonly PinnedFeed[] = [
  ...Object.entries(OSV_ECOSYSTEMS).map(([ecosystem, osvName]): PinnedFeed => ({
    name: `osv-${ecosystem}`,
    kind: 'osv',
    location: `https://osv-vulnerabilities.storage.googleapis.com/${osvName}/all.zip`,
  })),
  {
    name: 'kev',
    kind: 'kev',
    location: 'https://www.cisa.gov/sites/default/files/feeds/known_exploited_vulnerabilities.json',
  },
  { name: 'epss', kind: 'epss', location: 'https://epss.empiricalsecurity.com/epss_scores-current.csv.gz' },
];
