// Fuzz targets of the rooms beside formats and ecosystems.

import { runTargets } from './support/run-targets.ts';
import { ALL_TARGETS } from './targets/list.ts';
import { roomTargets } from './targets/rooms.ts';

runTargets(roomTargets, ALL_TARGETS.length);
