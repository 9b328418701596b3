// Links in an archive that may hold some: those that lead to a place inside its folder, whichever way they are unpacked
// (PEP 706, the "data" filter).

import { GatehouseError } from '../../kernel/errors.ts';

export interface LinkHeader {
  /** Where it stands: a path that `EntryPaths` took, so that nothing above it is a link. */
  readonly name: string;
  readonly type?: string | undefined;
  readonly linkname?: string | undefined;
  readonly size: number;
}

/**
 * Throws `invalid-archive` for a link that leads out of the archive's first folder. A symbolic one may climb and then descend, and
 * nothing else: `a/..` is another place where `a` is a link itself. A hard one names a file that stands before it.
 */
export function assertInside(
  { name, type, linkname = '', size }: LinkHeader,
  filesBefore: ReadonlySet<string>,
  what: string,
): void {
  const isFine = type === 'link' ? filesBefore.has(linkname) : staysInside(name, linkname);
  if (isFine && size === 0) return;
  throw new GatehouseError(
    'invalid-archive',
    `Cannot publish ${what}: found the entry ${shown(name)}, a link to ${shown(linkname)}, expected one to a file of its own`,
  );
}

function staysInside(name: string, target: string): boolean {
  // oxlint-disable-next-line no-control-regex -- these are looked for
  if (target === '' || target.startsWith('/') || /[\u0000-\u001f\u007f\\]|^[a-z]:/i.test(target))
    return false;
  const segments = target.split('/').filter((segment) => segment !== '' && segment !== '.');
  const descent = segments.findIndex((segment) => segment !== '..');
  const climbs = descent < 0 ? segments.length : descent;
  // The first folder itself is as far up as a link may lead.
  const depth = name.replace(/\/$/, '').split('/').length - 2;
  return climbs <= depth && !segments.slice(climbs).includes('..');
}

function shown(text: string): string {
  return JSON.stringify(text.slice(0, 200));
}
