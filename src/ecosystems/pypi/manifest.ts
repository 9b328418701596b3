// Files of Python's clients that say what a project is made of.

import type { ManifestFormat } from '../adapter.ts';
import { poetryLock } from './manifest-poetry-lock.ts';
import { requirementsFile } from './manifest-requirements.ts';
import { uvLock } from './manifest-uv-lock.ts';

export const manifests: readonly ManifestFormat[] = [uvLock, poetryLock, requirementsFile];
