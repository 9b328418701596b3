// What an import of advisories takes of the five ecosystems, the same parts as in their adapters. Its thread starts while
// somebody waits for what a feed says, and loading what serves, scans and sets up clients would take most of that time.

import type { Ecosystem } from '../kernel/ecosystem.ts';
import type { Adapter } from './adapter.ts';
import { names as cargoNames } from './cargo/name.ts';
import { versions as cargoVersions } from './cargo/version.ts';
import { names as composerNames } from './composer/name.ts';
import { versions as composerVersions } from './composer/version.ts';
import { names as mavenNames } from './maven/name.ts';
import { versions as mavenVersions } from './maven/version.ts';
import { names as npmNames } from './npm/name.ts';
import { versions as npmVersions } from './npm/version.ts';
import { names as pypiNames } from './pypi/name.ts';
import { versions as pypiVersions } from './pypi/version.ts';

export const IMPORT_RULES: Readonly<Record<Ecosystem, Pick<Adapter, 'names' | 'versions'>>> = {
  npm: { names: npmNames, versions: npmVersions },
  pypi: { names: pypiNames, versions: pypiVersions },
  cargo: { names: cargoNames, versions: cargoVersions },
  maven: { names: mavenNames, versions: mavenVersions },
  composer: { names: composerNames, versions: composerVersions },
};
