// Which paths an archive that is published here may hold: those that every unpacker puts at one place below its folder.

import { GatehouseError } from '../../kernel/errors.ts';

const MAX_PATH_BYTES = 1_024;

/** Names that a system of the world takes for a device, whatever their ending. */
const DEVICE = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)/i;

export interface EntryPaths {
  /**
   * Takes the path of the next entry. Throws `invalid-archive` for one that leads out of the folder, that is spelt so that
   * unpackers differ, or that a former entry has, also when they differ in case or in Unicode form alone.
   */
  take(path: string, kind: 'file' | 'folder' | 'link'): void;
}

/**
 * The paths of one archive; `what` names it in messages. `isCaseSensitive`: of an archive that is read where it lies and seldom
 * unpacked (Java's), in which `META-INF/LICENSE` beside `META-INF/license/` is common.
 */
export function createEntryPaths(
  what: string,
  { isCaseSensitive = false }: { readonly isCaseSensitive?: boolean } = {},
): EntryPaths {
  const files = new Map<string, string>();
  const folders = new Map<string, string>();
  const keyOf = (path: string) =>
    isCaseSensitive ? path.normalize('NFC') : path.normalize('NFC').toLowerCase();
  return {
    take(path, kind) {
      const fault = faultOf(path);
      if (fault !== undefined) throw refused(what, path, fault);
      const segments = path.replace(/\/$/, '').split('/');
      for (let depth = 1; depth < segments.length; depth++) {
        holdFolder(segments.slice(0, depth).join('/'));
      }
      const whole = segments.join('/');
      if (kind === 'folder') holdFolder(whole);
      else holdFile(whole);
    },
  };

  function holdFolder(path: string): void {
    const key = keyOf(path);
    const file = files.get(key);
    if (file !== undefined) throw refused(what, path, `it is a file as well (${shown(file)})`);
    const before = folders.get(key);
    if (before !== undefined && before !== path) {
      throw refused(what, path, `it differs from ${shown(before)} in spelling alone`);
    }
    folders.set(key, path);
  }

  function holdFile(path: string): void {
    const key = keyOf(path);
    const before = files.get(key) ?? folders.get(key);
    if (before !== undefined) {
      const how =
        before === path ? 'it is there twice' : `it differs from ${shown(before)} in spelling alone`;
      throw refused(what, path, how);
    }
    files.set(key, path);
  }
}

function faultOf(path: string): string | undefined {
  if (path === '' || Buffer.byteLength(path) > MAX_PATH_BYTES) return `expected 1 to ${MAX_PATH_BYTES} bytes`;
  // oxlint-disable-next-line no-control-regex -- these are looked for
  if (/[\u0000-\u001f\u007f]/.test(path)) return 'it has control characters';
  if (path.includes('\ufffd')) return 'it is no UTF-8';
  if (path.includes('\\')) return 'it has a backslash, which some unpackers take for a slash';
  if (path.startsWith('/') || /^[a-z]:/i.test(path)) return 'it is absolute';
  const segments = path.replace(/\/$/, '').split('/');
  if (segments.some((segment) => segment === '' || segment === '.' || segment === '..')) {
    return 'it has an empty segment or one of dots';
  }
  if (segments.some((segment) => /[. ]$/.test(segment))) return 'a segment of it ends in a dot or a space';
  return segments.some((segment) => DEVICE.test(segment)) ? 'a segment of it names a device' : undefined;
}

function refused(what: string, path: string, why: string): GatehouseError {
  return new GatehouseError(
    'invalid-archive',
    `Cannot publish ${what}: found the entry ${shown(path)}, and ${why}`,
  );
}

function shown(path: string): string {
  return JSON.stringify(path.slice(0, 200));
}
