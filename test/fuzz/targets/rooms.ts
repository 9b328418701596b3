// Targets of the rooms beside formats and ecosystems.

import type { Target } from '../support/target.ts';
import { commandLineTargets } from './command-line.ts';
import { feedTargets } from './feeds.ts';
import { requestTargets } from './requests.ts';
import { settingsTargets } from './settings.ts';

export const roomTargets: readonly Target[] = [
  ...feedTargets,
  ...settingsTargets,
  ...requestTargets,
  ...commandLineTargets,
];
