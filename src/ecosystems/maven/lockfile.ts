// gradle.lockfile: versions without addresses. Maven has no lock file of its own.

import { GatehouseError } from '../../kernel/errors.ts';
import type { LockEntry, LockfileFormat } from '../adapter-lockfile.ts';
import { names } from './name.ts';
import { versions } from './version.ts';

const MAX_LENGTH = 64 * 1024 * 1024;
/** The last line, with the configurations that lock nothing. */
const EMPTY = 'empty';

const gradleLockfile: LockfileFormat = {
  id: 'gradle.lockfile',
  isNamed: (fileName) => /^(?:[\w.]+-)?gradle\.lockfile$/.test(fileName),
  entries: readEntries,
  rewrite(text) {
    readEntries(text);
    return text;
  },
};

export const lockfiles: readonly LockfileFormat[] = [gradleLockfile];

/** `group:artifact:version=configuration,…` a line; comments begin with `#`. */
function readEntries(text: string): readonly LockEntry[] {
  if (text.length > MAX_LENGTH) {
    throw invalid(1, `found ${text.length} characters, expected at most ${MAX_LENGTH}`);
  }
  return text.split(/\r\n|\n|\r/).flatMap((raw, at) => {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) return [];
    const [coordinates = ''] = line.split('=', 1);
    return coordinates === EMPTY ? [] : [readEntry(coordinates, at + 1)];
  });
}

function readEntry(coordinates: string, line: number): LockEntry {
  const colon = coordinates.lastIndexOf(':');
  const version = coordinates.slice(colon + 1);
  try {
    const name = names.parse(coordinates.slice(0, Math.max(colon, 0)));
    if (versions.isValid(version)) return { name, version, line };
  } catch {
    // Reported below, with its line.
  }
  throw invalid(
    line,
    `found ${JSON.stringify(coordinates.slice(0, 100))}, expected "group:artifact:version="`,
  );
}

function invalid(line: number, found: string): GatehouseError {
  return new GatehouseError('invalid-document', `Cannot read gradle.lockfile, line ${line}: ${found}`, {
    facts: { line },
  });
}
