// Files of Python's clients that say what a project is made of.

import type { ManifestFormat } from '../adapter-manifest.ts';
import { pdmLock } from './manifest-pdm-lock.ts';
import { pipfileLock } from './manifest-pipfile-lock.ts';
import { poetryLock } from './manifest-poetry-lock.ts';
import { pylock } from './manifest-pylock.ts';
import { pyproject } from './manifest-pyproject.ts';
import { requirementsFile } from './manifest-requirements.ts';
import { uvLock } from './manifest-uv-lock.ts';

export const manifests: readonly ManifestFormat[] = [
  uvLock,
  poetryLock,
  pdmLock,
  pylock,
  pipfileLock,
  requirementsFile,
  pyproject,
];
