// Fuzz targets of `src/ecosystems`.

import { runTargets } from './support/run-targets.ts';
import { adapterTargets } from './targets/adapters.ts';
import { ALL_TARGETS } from './targets/list.ts';

runTargets(adapterTargets, ALL_TARGETS.length);
