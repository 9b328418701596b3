// Fuzz targets of the rooms beside formats and ecosystems.

import { runTargets } from './support/run-targets.ts';

runTargets('rooms');
