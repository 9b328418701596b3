// Runs the command line. Plain JavaScript, so that what is compiled is kept from the first file on: what strips types is
// then loaded only when code has changed.

import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

// As `src/main/compile-cache.ts` has it.
enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/gatehouse', import.meta.url)));
await import('../src/cli/gatehouse.ts');
