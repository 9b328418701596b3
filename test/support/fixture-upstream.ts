// A package registry for tests that speaks all five protocols, read-only, on loopback; packages are programmed.

import type { Ecosystem } from '../../src/kernel/ecosystem.ts';
import type { FixtureSite } from './fixture-answer.ts';
import { createCargoFixture, type CargoFixture } from './fixture-cargo.ts';
import { createComposerFixture, type ComposerFixture } from './fixture-composer.ts';
import { createMavenFixture, type MavenFixture } from './fixture-maven.ts';
import { createNpmFixture, type NpmFixture } from './fixture-npm.ts';
import { createPypiFixture, type PypiFixture } from './fixture-pypi.ts';
import { startFixtureServer, type FixtureServer, type FixtureServerOptions } from './fixture-server.ts';

/** The running fixture: builders per ecosystem beside the log and the faults of its server. */
export interface FixtureUpstream extends FixtureServer {
  readonly npm: NpmFixture;
  readonly pypi: PypiFixture;
  readonly cargo: CargoFixture;
  readonly maven: MavenFixture;
  readonly composer: ComposerFixture;
  /**
   * The root of each registry, without a trailing slash: `http://127.0.0.1:port/npm`. PyPI's root holds
   * `simple/` and `pypi/`, as the public one does.
   */
  readonly urls: Readonly<Record<Ecosystem, string>>;
}

/** Starts a fixture upstream on a free port of 127.0.0.1. */
export async function startFixtureUpstream(options: FixtureServerOptions = {}): Promise<FixtureUpstream> {
  const sites = new Map<string, FixtureSite>();
  const server = await startFixtureServer((request) => {
    return sites.get(request.path.split('/')[1] ?? '')?.(request);
  }, options);
  const filesUrl = (): string => server.filesUrl;
  const npm = createNpmFixture(filesUrl);
  const pypi = createPypiFixture(filesUrl);
  const cargo = createCargoFixture(filesUrl);
  const maven = createMavenFixture();
  const composer = createComposerFixture(filesUrl);
  sites.set('npm', npm.site);
  for (const prefix of ['pypi', 'pypi-files']) sites.set(prefix, pypi.site);
  for (const prefix of ['cargo', 'cargo-files']) sites.set(prefix, cargo.site);
  sites.set('maven', maven.site);
  for (const prefix of ['composer', 'composer-files']) sites.set(prefix, composer.site);
  const rootOf = (ecosystem: Ecosystem): string => `${server.registryUrl}/${ecosystem}`;
  const urls = {
    npm: rootOf('npm'),
    pypi: rootOf('pypi'),
    cargo: rootOf('cargo'),
    maven: rootOf('maven'),
    composer: rootOf('composer'),
  };
  return { ...server, npm, pypi, cargo, maven, composer, urls };
}
