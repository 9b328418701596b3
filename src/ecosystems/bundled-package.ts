// A package that was found inside of another one, as outside words name it.

import { isGatehouseError } from '../kernel/errors.ts';
import { given } from '../kernel/given.ts';
import { words } from './about-words.ts';
import type { BundledPackage, DeclaredNeed, NeedScope, Readme } from './adapter-contents.ts';
import type { NameRules } from './adapter-name.ts';

const MAX_README = 256 * 1024;
const MAX_RANGE = 1_000;
const MAX_VERSION = 200;

/** Nothing for what is no name of the ecosystem. */
export function bundledPackage(
  names: Pick<NameRules, 'parse'>,
  rawName: unknown,
  version?: unknown,
  licence?: unknown,
): readonly BundledPackage[] {
  const name = typeof rawName === 'string' ? findName(names, rawName) : undefined;
  if (name === undefined) return [];
  return [{ name, ...given('version', words(version, MAX_VERSION)), ...given('licence', words(licence)) }];
}

/** What is asked for under a name; `isElsewhere`: not from a registry, whatever the name. */
export function declaredNeed(
  names: Pick<NameRules, 'parse'>,
  rawName: string,
  range: unknown,
  scope: NeedScope,
  more: { readonly isOptional?: boolean; readonly condition?: string; readonly isElsewhere?: boolean } = {},
): DeclaredNeed {
  const known = more.isElsewhere === true ? undefined : findName(names, rawName);
  return {
    name: known ?? words(rawName) ?? '',
    isPackage: known !== undefined,
    ...given('range', words(range, MAX_RANGE)),
    scope,
    ...(more.isOptional === true ? { isOptional: true } : {}),
    ...given('condition', words(more.condition, MAX_RANGE)),
  };
}

function findName(names: Pick<NameRules, 'parse'>, rawName: string): BundledPackage['name'] | undefined {
  try {
    return names.parse(rawName);
  } catch (error) {
    if (isGatehouseError(error, 'invalid-name')) return undefined;
    throw error;
  }
}

/** Nothing for a blank text. */
export function readme(text: string | undefined, format: Readme['format']): Readme | undefined {
  const whole = text?.toWellFormed().replaceAll('\u0000', '') ?? '';
  if (whole.trim() === '') return undefined;
  if (whole.length <= MAX_README) return { format, text: whole };
  return { format, text: whole.slice(0, MAX_README).toWellFormed(), isCut: true };
}

/** A file by its ending. */
export function readmeFile(path: string, bytes: Uint8Array): Readme | undefined {
  const isMarkdown = /\.(?:md|markdown|mkd)$/i.test(path);
  return readme(
    new TextDecoder().decode(bytes.subarray(0, 4 * MAX_README)),
    isMarkdown ? 'markdown' : 'text',
  );
}
