// Cargo, put together.

import type { Adapter } from '../adapter.ts';
import { about } from './about.ts';
import { answers } from './answers.ts';
import { artifacts } from './artifact.ts';
import { audit } from './audit.ts';
import { clients } from './client-setup.ts';
import { fixes } from './fix.ts';
import { contents } from './contents.ts';
import { dependencies } from './dependencies.ts';
import { index } from './index-document.ts';
import { lockfiles } from './lockfile.ts';
import { manifests } from './manifest.ts';
import { names, namespaces } from './name.ts';
import { publisherConfigs } from './publisher-configs.ts';
import { publish } from './publish.ts';
import { ranges } from './range.ts';
import { routes } from './routes.ts';
import { versions } from './version.ts';

/** The Cargo ecosystem. */
export const cargo: Adapter = {
  id: 'cargo',
  title: 'Cargo',
  names,
  namespaces,
  versions,
  ranges,
  routes,
  index,
  dependencies,
  contents,
  artifacts,
  about,
  answers,
  publish,
  publisherConfigs,
  audit,
  lockfiles,
  manifests,
  clients,
  fixes,
};
