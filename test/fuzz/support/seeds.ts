// The well-formed documents that mutations start from.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Ecosystem } from '../../../src/kernel/ecosystem.ts';

const ECOSYSTEMS = join(import.meta.dirname, '../../../src/ecosystems');

/** The text of one of an ecosystem's `testdata`. */
export function testdata(ecosystem: Ecosystem, file: string): string {
  return readFileSync(join(ECOSYSTEMS, ecosystem, 'testdata', file), 'utf8');
}
