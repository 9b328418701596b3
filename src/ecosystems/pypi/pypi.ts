// PyPI, put together.

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
import { publish } from './publish.ts';
import { ranges } from './range.ts';
import { routes } from './routes.ts';
import { sources } from './sources.ts';
import { versions } from './version.ts';

/** Python packages, as the simple repository API and its clients know them. */
export const pypi: Adapter = {
  id: 'pypi',
  title: 'PyPI',
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
  audit,
  lockfiles,
  manifests,
  sources,
  clients,
  fixes,
  publish,
};
