// Fuzz targets of `src/formats`.

import { runTargets } from './support/run-targets.ts';
import { formatTargets } from './targets/formats.ts';
import { ALL_TARGETS } from './targets/list.ts';
import { sourceTargets } from './targets/sources.ts';
import { spdxTargets } from './targets/spdx.ts';

runTargets([...formatTargets, ...spdxTargets, ...sourceTargets], ALL_TARGETS.length);
