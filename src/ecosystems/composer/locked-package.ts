// A component as composer.lock describes one.

import type { Component, ComponentScope } from '../../kernel/component-graph.ts';
import { parseHexDigest } from '../../kernel/digest.ts';
import { arrayField, objectField, stringField, type JsonObject } from '../../formats/json.ts';
import { findName } from './name.ts';
import { versions } from './version.ts';

/** The component. A branch is no version: what it holds changes, so its name is kept as what was asked for. */
export function lockedComponent(
  locked: JsonObject,
  scope: ComponentScope,
  isFork: (url: string) => boolean,
): Component {
  const rawName = stringField(locked, 'name') ?? '';
  const name = findName(rawName);
  const version = stringField(locked, 'version');
  const sha1 = parseHexDigest('sha1', stringField(objectField(locked, 'dist') ?? {}, 'shasum') ?? '');
  const licence = licenceOf(locked);
  return {
    ...(name === undefined ? {} : { ecosystem: 'composer' as const }),
    name: name ?? rawName,
    ...(version === undefined ? {} : isExact(version) ? { version } : { requested: version }),
    source: isElsewhere(locked, isFork) ? 'elsewhere' : 'registry',
    scope,
    ...(sha1 === undefined ? {} : { digests: { sha1 } }),
    ...(licence === undefined ? {} : { licence }),
  };
}

/** Whether a version names one release. */
export function isExact(version: string): boolean {
  return versions.isValid(version) && !versions.isBranch(version);
}

/**
 * Folders, files, and repositories of source code. A package of a registry has the address of its archive, or one that
 * Composer tells of its installation; its `source` alone says nothing, since every package has one.
 */
function isElsewhere(locked: JsonObject, isFork: (url: string) => boolean): boolean {
  const dist = objectField(locked, 'dist');
  const source = objectField(locked, 'source');
  const sourceUrl = stringField(source ?? {}, 'url');
  if (sourceUrl !== undefined && isFork(sourceUrl)) return true;
  if (dist !== undefined) {
    return stringField(dist, 'type') === 'path' || !/^https?:\/\//i.test(stringField(dist, 'url') ?? '');
  }
  return source !== undefined && stringField(locked, 'notification-url') === undefined;
}

/** A list of licences is a choice between them (the Composer schema); each may be an expression. */
function licenceOf(locked: JsonObject): string | undefined {
  const licences = arrayField(locked, 'license').filter(
    (one) => typeof one === 'string' && one !== '',
  ) as string[];
  if (licences.length <= 1) return licences[0] ?? stringField(locked, 'license');
  return licences.map((one) => (/^[^\s()]+$|^\([^()]*\)$/.test(one) ? one : `(${one})`)).join(' OR ');
}
