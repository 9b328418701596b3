// Files that say what a project is made of.

import type { ManifestFormat } from '../adapter.ts';

export const manifests: readonly ManifestFormat[] = [];
