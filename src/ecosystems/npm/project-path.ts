// Folders of a project, relative to the folder of its lock file, and what is built in them.

import type { Component } from '../../kernel/component-graph.ts';
import { findName } from './name.ts';
import { versions } from './version.ts';

/** The folder that `path` means from `base`, without dots; '' is the lock file's own, and `..` leads out of it. */
export function joinFolder(base: string, path: string): string {
  const parts: string[] = [];
  for (const part of `${base}/${path}`.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else parts.push(part);
  }
  return parts.join('/');
}

/** `packages/app` -> `app`: what a project is called that does not say its name. */
export function nameOfFolder(folder: string): string {
  return folder.slice(folder.lastIndexOf('/') + 1);
}

/** A project, or a folder that is linked into one. */
export function projectComponent(
  name: string,
  said: { readonly version?: string; readonly requested?: string; readonly line?: number } = {},
): Component {
  const { version, ...rest } = said;
  return {
    ...(findName(name) === undefined ? {} : { ecosystem: 'npm' as const }),
    name,
    ...(version !== undefined && versions.isValid(version) ? { version } : {}),
    source: 'project',
    scope: 'unknown',
    ...rest,
  };
}
