// Files that say what a project is made of.

import type { ManifestFormat } from '../adapter-manifest.ts';
import { gradleLockfile } from './manifest-gradle-lockfile.ts';
import { pom } from './manifest-pom.ts';

export const manifests: readonly ManifestFormat[] = [gradleLockfile, pom];
