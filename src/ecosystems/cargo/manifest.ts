// Files that say what a project is made of.

import type { ManifestFormat } from '../adapter-manifest.ts';
import { cargoLock } from './manifest-cargo-lock.ts';

export const manifests: readonly ManifestFormat[] = [cargoLock];
