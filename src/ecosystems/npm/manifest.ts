// Files of npm's clients that say what a project is made of.

import type { ManifestFormat } from '../adapter-manifest.ts';
import { bunLock } from './manifest-bun-lock.ts';
import { packageJson } from './manifest-package-json.ts';
import { packageLock } from './manifest-package-lock.ts';
import { pnpmLock } from './manifest-pnpm-lock.ts';
import { yarnLock } from './manifest-yarn-lock.ts';

export const manifests: readonly ManifestFormat[] = [packageLock, pnpmLock, yarnLock, bunLock, packageJson];
