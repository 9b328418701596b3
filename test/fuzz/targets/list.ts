// Every fuzz target.

import type { Target } from '../support/target.ts';
import { adapterTargets } from './adapters.ts';
import { formatTargets } from './formats.ts';
import { fundingTargets } from './funding.ts';
import { roomTargets } from './rooms.ts';
import { sourceTargets } from './sources.ts';
import { spdxTargets } from './spdx.ts';

export const ALL_TARGETS: readonly Target[] = [
  ...formatTargets,
  ...adapterTargets,
  ...roomTargets,
  ...fundingTargets,
  ...spdxTargets,
  ...sourceTargets,
];
