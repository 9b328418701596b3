// Clients of npm packages that move what a project has locked.

import type { FixMethod } from '../adapter-fix.ts';
import { bunFix } from './fix-bun.ts';
import { npmFix } from './fix-npm.ts';
import { pnpmFix } from './fix-pnpm.ts';
import { yarnFix } from './fix-yarn.ts';

export const fixes: readonly FixMethod[] = [npmFix, pnpmFix, yarnFix, bunFix];
