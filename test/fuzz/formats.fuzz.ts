// Fuzz targets of `src/formats`.

import { runTargets } from './support/run-targets.ts';

runTargets('formats');
