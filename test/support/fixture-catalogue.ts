// The packages that the client tests install in every ecosystem: an application-like one and what it depends on.

import type { Ecosystem } from '../../src/kernel/ecosystem.ts';
import { mvn, publishResolvePlugin } from './client-maven.ts';
import type { FixtureUpstream } from './fixture-upstream.ts';

/** One ecosystem's part of the catalogue. */
export interface CatalogueEntry {
  /** What a client asks for: range by name. */
  readonly ask: Readonly<Record<string, string>>;
  /** What must be installed then: of each package the highest version that fits. */
  readonly get: Readonly<Record<string, string>>;
  /** The path of the dependency's artifact at the fixture upstream. */
  readonly artifact: RegExp;
}

/** Every application exists as 1.0.0, 1.2.0 and 2.0.0, every dependency as 2.0.0, 2.1.0 and 3.0.0. */
export const CATALOGUE: Readonly<Record<Ecosystem, CatalogueEntry>> = {
  npm: {
    ask: { '@fixture/app': '^1.0.0' },
    get: { '@fixture/app': '1.2.0', 'fixture-dep': '2.1.0' },
    artifact: /\/fixture-dep-2\.1\.0\.tgz$/,
  },
  pypi: {
    ask: { 'Fixture.App': '>=1.0,<2' },
    get: { 'fixture-app': '1.2.0', 'fixture-dep': '2.1.0' },
    artifact: /\/fixture_dep-2\.1\.0\.tar\.gz$/,
  },
  cargo: {
    ask: { 'fixture-app': '1' },
    get: { 'fixture-app': '1.2.0', 'fixture-dep': '2.1.0' },
    artifact: /\/fixture-dep\/2\.1\.0\/download$/,
  },
  maven: {
    ask: { 'org.fixture:app': '[1.0,2.0)' },
    get: { 'org.fixture:app': '1.2.0', 'org.fixture:dep': '2.1.0' },
    artifact: /\/dep-2\.1\.0\.jar$/,
  },
  composer: {
    ask: { 'fixture/app': '^1.0' },
    get: { 'fixture/app': '1.2.0', 'fixture/dep': '2.1.0' },
    artifact: /^\/composer-files\/fixture\/dep\//,
  },
};

/** Publishes the catalogue, and the plugin that mvn needs where mvn is there. */
export async function publishCatalogue(upstream: FixtureUpstream): Promise<void> {
  const { npm, pypi, cargo, maven, composer } = upstream;
  for (const version of ['1.0.0', '1.2.0', '2.0.0']) {
    await npm.publish({ name: '@fixture/app', version, dependencies: { 'fixture-dep': '^2.0.0' } });
    await pypi.publish({ name: 'Fixture.App', version, requires: ['fixture-dep>=2,<3'] });
    await cargo.publish({ name: 'fixture-app', version, dependencies: { 'fixture-dep': '2' } });
    const dependency = { groupId: 'org.fixture', artifactId: 'dep', version: '[2.0,3.0)' };
    await maven.publish({ groupId: 'org.fixture', artifactId: 'app', version, dependencies: [dependency] });
    await composer.publish({ name: 'fixture/app', version, require: { 'fixture/dep': '^2.0' } });
  }
  for (const version of ['2.0.0', '2.1.0', '3.0.0']) {
    await npm.publish({ name: 'fixture-dep', version });
    // The dependency comes as source only, so that its build is tried as well.
    await pypi.publish({ name: 'fixture-dep', version, kinds: ['sdist'] });
    await cargo.publish({ name: 'fixture-dep', version });
    await maven.publish({ groupId: 'org.fixture', artifactId: 'dep', version });
    await composer.publish({ name: 'fixture/dep', version, shasum: true });
  }
  if (mvn.isInstalled()) await publishResolvePlugin(maven);
}
