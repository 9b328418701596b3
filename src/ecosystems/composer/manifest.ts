// Files that say what a project is made of.

import type { ManifestFormat } from '../adapter-manifest.ts';
import { composerJson } from './manifest-composer-json.ts';
import { composerLockManifest } from './manifest-composer-lock.ts';

export const manifests: readonly ManifestFormat[] = [composerLockManifest, composerJson];
