// pip's requirements files: pins, direct references (PEP 508), and the options that name an index.

import type { LockEntry } from '../adapter-lockfile.ts';
import { GatehouseError } from '../../kernel/errors.ts';
import { describeAddress, readLockName, withFragment, type LockPart } from './lock-part.ts';

const MAX_LENGTH = 16 * 1024 * 1024;
const INDEX_OPTION =
  /^[ \t]*(?:-i|--(?:extra-)?index-url|--pypi-url)(?:[ \t]*=[ \t]*|[ \t]+)(["']?)([^\s"']+)\1/;
/** `name==1.0`, also with extras; what follows (markers, hashes, a continuation) does not matter here. */
const PIN = /^[ \t]*([A-Za-z0-9][A-Za-z0-9._-]*)[ \t]*(?:\[[^\]\n]*\][ \t]*)?===?[ \t]*([^\s;,\\#]+)/;
/** `name @ address` */
const REFERENCE = /^[ \t]*([A-Za-z0-9][A-Za-z0-9._-]*)[ \t]*(?:\[[^\]\n]*\][ \t]*)?@[ \t]*([^\s;\\]+)/;

/**
 * Each pin, and each address. An index that an option names concerns every pin: its entry carries the first pin's name,
 * and stands on the option's line. Hashes stay where they are. Throws `invalid-document` for what is too long.
 */
export function readRequirements(text: string): readonly LockPart[] {
  if (text.length > MAX_LENGTH) {
    throw new GatehouseError(
      'invalid-document',
      `Cannot read the requirements: found ${text.length} characters, expected at most ${MAX_LENGTH}`,
    );
  }
  const lines = splitLines(text);
  const pins = lines.map(readPin);
  const first = pins.find((pin) => pin !== undefined)?.entry;
  return lines.flatMap((line, at) => {
    const part = pins[at] ?? (first === undefined ? undefined : readIndexOption(line, first));
    return part === undefined ? [] : [part];
  });
}

interface Line {
  readonly text: string;
  readonly start: number;
  readonly number: number;
}

function splitLines(text: string): readonly Line[] {
  let start = 0;
  return text.split('\n').map((line, at) => {
    const found = { text: line, start, number: at + 1 };
    start += line.length + 1;
    return found;
  });
}

function readPin(line: Line): LockPart | undefined {
  const reference = REFERENCE.exec(line.text);
  const [whole = '', rawReferenced = '', url = ''] = reference ?? [];
  if (reference !== null && /^[a-z][a-z0-9+.-]*:\/\//i.test(url)) {
    const end = line.start + whole.length;
    const entry = describeAddress(readPinName(rawReferenced, line), '', url, line.number, 'file');
    return { entry, place: { start: end - url.length, end, write: (address) => withFragment(address, url) } };
  }
  const [, rawName, version] = PIN.exec(line.text) ?? [];
  if (rawName === undefined || version === undefined) return undefined;
  return { entry: { name: readPinName(rawName, line), version, line: line.number } };
}

function readPinName(raw: string, line: Line): LockEntry['name'] {
  return readLockName(raw, 'the requirements', line.number);
}

function readIndexOption(line: Line, first: LockEntry): LockPart | undefined {
  const match = INDEX_OPTION.exec(line.text);
  const [whole = '', quote = '', url = ''] = match ?? [];
  if (match === null) return undefined;
  const end = line.start + whole.length - quote.length;
  return {
    entry: describeAddress(first.name, first.version, url, line.number, 'index'),
    place: { start: end - url.length, end, write: (address) => address },
  };
}
