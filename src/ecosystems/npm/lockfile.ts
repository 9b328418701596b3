// Lock files of npm's clients that keep, or may keep, the addresses of tarballs.

import type { LockfileFormat } from '../adapter-lockfile.ts';
import { bunLock } from './lockfile-bun.ts';
import { packageLock } from './lockfile-npm.ts';
import { pnpmLock } from './lockfile-pnpm.ts';
import { yarnLock } from './lockfile-yarn.ts';

export const lockfiles: readonly LockfileFormat[] = [packageLock, pnpmLock, yarnLock, bunLock];
