// The five ecosystems as people write them.

import type { PackageDetail } from '../../../src/http/api/package-contract.ts';

export type EcosystemId = PackageDetail['ecosystem'];

export const ECOSYSTEM_TITLES: Readonly<Record<EcosystemId, string>> = {
  npm: 'npm',
  pypi: 'PyPI',
  cargo: 'Cargo',
  maven: 'Maven',
  composer: 'Composer',
};

export const ECOSYSTEM_IDS = Object.keys(ECOSYSTEM_TITLES) as EcosystemId[];

/** The address of a package's page here; `version` opens its reasons. */
export function packageHref(ecosystem: string, name: string, version?: string): string {
  const path = name
    .split('/')
    .map((part) => encodeURIComponent(part).replaceAll('%40', '@').replaceAll('%3A', ':'));
  const query = version === undefined ? '' : `?version=${encodeURIComponent(version)}`;
  return `/packages/${ecosystem}/${path.join('/')}${query}`;
}
