// What a scan takes of the five ecosystems, the same parts as in their adapters. It stands in every pipeline, and loading what
// serves, audits and sets up clients would take a large part of its time.

import type { Ecosystem } from '../kernel/ecosystem.ts';
import type { Adapter } from './adapter.ts';
import { manifests as cargoManifests } from './cargo/manifest.ts';
import { names as cargoNames } from './cargo/name.ts';
import { versions as cargoVersions } from './cargo/version.ts';
import { manifests as composerManifests } from './composer/manifest.ts';
import { names as composerNames } from './composer/name.ts';
import { versions as composerVersions } from './composer/version.ts';
import { manifests as mavenManifests } from './maven/manifest.ts';
import { names as mavenNames } from './maven/name.ts';
import { versions as mavenVersions } from './maven/version.ts';
import { manifests as npmManifests } from './npm/manifest.ts';
import { names as npmNames } from './npm/name.ts';
import { sources as npmSources } from './npm/sources.ts';
import { versions as npmVersions } from './npm/version.ts';
import { manifests as pypiManifests } from './pypi/manifest.ts';
import { names as pypiNames } from './pypi/name.ts';
import { sources as pypiSources } from './pypi/sources.ts';
import { versions as pypiVersions } from './pypi/version.ts';

export type ScanRules = Pick<Adapter, 'names' | 'versions' | 'manifests' | 'sources'>;

export const SCAN_RULES: Readonly<Record<Ecosystem, ScanRules>> = {
  npm: { names: npmNames, versions: npmVersions, manifests: npmManifests, sources: npmSources },
  pypi: { names: pypiNames, versions: pypiVersions, manifests: pypiManifests, sources: pypiSources },
  cargo: { names: cargoNames, versions: cargoVersions, manifests: cargoManifests },
  maven: { names: mavenNames, versions: mavenVersions, manifests: mavenManifests },
  composer: { names: composerNames, versions: composerVersions, manifests: composerManifests },
};
