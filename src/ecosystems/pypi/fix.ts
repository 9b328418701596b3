// Clients of Python that move what a project has locked.

import type { FixMethod } from '../adapter-fix.ts';
import { poetryFix } from './fix-poetry.ts';
import { requirementsFix } from './fix-requirements.ts';
import { uvFix } from './fix-uv.ts';

export const fixes: readonly FixMethod[] = [uvFix, poetryFix, requirementsFix];
