// Fuzz targets of `src/formats`.

import { runTargets } from './support/run-targets.ts';
import { formatTargets } from './targets/formats.ts';
import { ALL_TARGETS } from './targets/list.ts';

runTargets(formatTargets, ALL_TARGETS.length);
