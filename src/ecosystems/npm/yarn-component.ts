// A package as a block of yarn.lock describes it.

import type { Component } from '../../kernel/component-graph.ts';
import { stringField } from '../../formats/json.ts';
import { lockedComponent } from './locked-component.ts';
import { projectComponent } from './project-path.ts';
import type { YarnBlock } from './yarn-blocks.ts';
import { findAlias, isFolder, splitDescriptor } from './yarn-descriptor.ts';

/** Yarn 1: the package's own name stands in what was asked for, its digest beside it or behind the address. */
export function classicComponent({ descriptors, fields, line }: YarnBlock): Component {
  const { name, range } = splitDescriptor(descriptors[0] ?? '');
  const at = line === undefined ? {} : { line };
  if (isFolder(range)) return folderComponent(name, range, stringField(fields, 'version'), line);
  const alias = findAlias(range);
  const resolved = stringField(fields, 'resolved');
  const component = lockedComponent({
    name: alias ?? name,
    version: stringField(fields, 'version'),
    resolved,
    integrity: stringField(fields, 'integrity') ?? /#([0-9a-f]{40})$/.exec(resolved ?? '')?.[1],
    scope: 'unknown',
    ...at,
  });
  // Addresses, repositories, `user/repository`: what a registry has is asked for by a version, a range or a tag.
  return alias === undefined && /[/:]/.test(range) ? withoutDigestOfCommit(component, resolved) : component;
}

/** Behind the address of a repository stands a commit. */
function withoutDigestOfCommit(component: Component, resolved: string | undefined): Component {
  const { digests, ...rest } = component;
  const isArchive = /^https?:.*\.(?:tgz|tar\.gz)(?:#|$)/i.test(resolved ?? '');
  return { ...rest, source: 'elsewhere', ...(digests !== undefined && isArchive ? { digests } : {}) };
}

/** Yarn 2 and newer: `resolution` names what was found. Its checksum is of Yarn's own archive, and no digest of the package's. */
export function berryComponent({ descriptors, fields, line }: YarnBlock): Component {
  const { name, range } = splitDescriptor(stringField(fields, 'resolution') ?? descriptors[0] ?? '');
  const version = stringField(fields, 'version');
  if (range.startsWith('workspace:')) return projectComponent(name, line === undefined ? {} : { line });
  if (isFolder(range)) return folderComponent(name, range, version, line);
  const component = lockedComponent({ name, version, scope: 'unknown', line });
  return /^(?:npm|patch):/.test(range) ? component : { ...component, source: 'elsewhere' };
}

function folderComponent(
  name: string,
  range: string,
  version: string | undefined,
  line: number | undefined,
): Component {
  // Of what is only linked Yarn does not read the version.
  const isRead = version !== undefined && !/^0\.0\.0(?:-use\.local)?$/.test(version);
  return projectComponent(name, {
    ...(isRead ? { version } : { requested: range }),
    ...(line === undefined ? {} : { line }),
  });
}
