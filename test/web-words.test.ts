// Runs the unit tests that stand beside the web UI's code.

import assert from 'node:assert/strict';
import { globSync } from 'node:fs';

const ROOT = new URL('../web/src/', import.meta.url);

const files = globSync('**/*.test.ts', { cwd: ROOT.pathname }).sort();
assert.ok(files.length > 0, 'found no tests beside the web UI');
for (const file of files) await import(new URL(file, ROOT).href);
