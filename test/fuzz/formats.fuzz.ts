// Fuzz targets of `src/formats`.

import { runTargets } from './support/run-targets.ts';
import { formatTargets } from './targets/formats.ts';
import { ALL_TARGETS } from './targets/list.ts';
import { spdxTargets } from './targets/spdx.ts';

runTargets([...formatTargets, ...spdxTargets], ALL_TARGETS.length);
