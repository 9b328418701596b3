// Versions as PEP 440 writes them ("Normalization"), so that one version is published under one spelling.

import { VERSION_GRAMMAR } from './version.ts';

const PRE = { a: 'a', b: 'b', c: 'rc', p: 'rc', r: 'rc' } as const;

/** `1.0.0-Beta.1` as `1.0.0b1`; undefined for what is no version. */
export function findNormalVersion(version: string): string | undefined {
  return normalise(version, (release) => release);
}

/** Equal for versions that PEP 440 holds equal: zeros at the end count for nothing. What is no version stands for itself. */
export function versionKey(version: string): string {
  return normalise(version, withoutLastZeros) ?? version;
}

/** `1.0.0` as `1`. */
function withoutLastZeros(release: string): string {
  const numbers = release.split('.');
  while (numbers.length > 1 && numbers.at(-1) === '0') numbers.pop();
  return numbers.join('.');
}

function normalise(version: string, write: (release: string) => string): string | undefined {
  const groups = VERSION_GRAMMAR.exec(version.trim())?.groups;
  if (groups === undefined) return undefined;
  const { epoch, release = '', pre, preWord = '', preNumber, post, dev, devNumber, local } = groups;
  const letter = preWord.charAt(0).toLowerCase() as keyof typeof PRE;
  const postNumber = groups['postImplicit'] ?? groups['postNumber'];
  return [
    epoch === undefined || number(epoch) === '0' ? '' : `${number(epoch)}!`,
    write(release.split('.').map(number).join('.')),
    pre === undefined ? '' : `${PRE[letter]}${number(preNumber)}`,
    post === undefined ? '' : `.post${number(postNumber)}`,
    dev === undefined ? '' : `.dev${number(devNumber)}`,
    local === undefined ? '' : `+${local.toLowerCase().split(/[-_.]/).map(localPart).join('.')}`,
  ].join('');
}

/** As text, since it may be of any size. */
function number(digits = ''): string {
  return digits.replace(/^0+(?=\d)/, '') || '0';
}

function localPart(part: string): string {
  return /^\d+$/.test(part) ? number(part) : part;
}
