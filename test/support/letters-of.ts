// What a gate wrote to somebody, where letters land in a folder.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Gate } from './gate.ts';

/** The letters to `name@example.com` so far, oldest first, each on one line. */
export async function lettersOf(gate: Gate, name: string): Promise<readonly string[]> {
  await gate.house.mail.settle();
  const folder = gate.house.mail.folder ?? '';
  return readdirSync(folder)
    .sort()
    .map((file) => readFileSync(join(folder, file), 'utf8').replaceAll('=\n', '').replaceAll(/\s+/g, ' '))
    .filter((letter) => letter.includes(`To: ${name}@example.com `));
}
