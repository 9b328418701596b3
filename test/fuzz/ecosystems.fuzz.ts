// Fuzz targets of `src/ecosystems`.

import { runTargets } from './support/run-targets.ts';

runTargets('ecosystems');
