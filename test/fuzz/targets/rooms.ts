// Targets of the rooms beside formats and ecosystems.

import type { Target } from '../support/target.ts';
import { billTargets } from './bills.ts';
import { commandLineTargets } from './command-line.ts';
import { feedTargets } from './feeds.ts';
import { placeTargets } from './places.ts';
import { requestTargets } from './requests.ts';
import { settingsTargets } from './settings.ts';

export const roomTargets: readonly Target[] = [
  ...billTargets,
  ...placeTargets,
  ...feedTargets,
  ...settingsTargets,
  ...requestTargets,
  ...commandLineTargets,
];
