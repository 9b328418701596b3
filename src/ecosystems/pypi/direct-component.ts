// A component that is asked for by an address or a path (PEP 508, "direct references"; PEP 440, "direct references").

import type { Component, ComponentScope } from '../../kernel/component-graph.ts';
import { fileOfAddress } from './file-address.ts';
import { findFileVersion } from './file-version.ts';
import { withoutCredentials } from './gate-address.ts';
import { lockedComponent } from './locked-component.ts';
import { findName } from './name.ts';

const ARCHIVE = /\.(?:whl|zip|tar\.gz|tgz|tar\.bz2|tar\.xz|egg)$/i;

/** Whether a path is that of an archive. */
export function isArchive(path: string): boolean {
  return ARCHIVE.test(path);
}

/** What is known of it beside the address. */
export interface DirectFacts {
  /** Canonical; else it is taken from the address, as far as it says one. */
  readonly name?: string;
  readonly scope?: ComponentScope;
  readonly hashes: readonly unknown[];
  readonly line?: number;
}

/**
 * A folder of this machine is a project of its own; everything else comes from elsewhere. An archive's name says its
 * version. Without a name of a package the address stands for it, and it belongs to no ecosystem.
 */
export function directComponent(address: string, facts: DirectFacts): Component {
  const shown = withoutCredentials(address.trim());
  const [place, fragment] = split(shown, '#');
  const isAddress = /^[a-z][a-z0-9+.-]+:/i.test(place);
  const file = isArchive(place) ? fileOfAddress(place.replaceAll('\\', '/')) : undefined;
  const name = facts.name ?? findEgg(fragment) ?? (file === undefined ? undefined : nameOfFile(file));
  const canonical = name === undefined ? undefined : findName(name);
  const digest = /(?:^|&)(sha256|sha384|sha512|sha1|md5)=([0-9a-f]+)/i.exec(fragment);
  const hashes = digest === null ? facts.hashes : [`${digest[1]?.toLowerCase()}:${digest[2]}`];
  const component = lockedComponent({
    name: name ?? shown.slice(0, 500),
    version: canonical === undefined || file === undefined ? undefined : findFileVersion(canonical, file),
    requested: shown,
    source: isAddress || file !== undefined ? 'elsewhere' : 'project',
    ...(facts.scope === undefined ? {} : { scope: facts.scope }),
    hashes,
    line: facts.line,
  });
  if (canonical !== undefined) return component;
  // A path may be spelled like a name, and is none.
  const { ecosystem: _, ...unnamed } = component;
  return { ...unnamed, name: shown.slice(0, 500) };
}

function split(text: string, mark: string): readonly [string, string] {
  const at = text.indexOf(mark);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

/** `#egg=name[extra]&subdirectory=x` */
function findEgg(fragment: string): string | undefined {
  const egg = /(?:^|&)egg=([A-Za-z0-9._-]+)/.exec(fragment)?.[1];
  return egg === undefined ? undefined : findName(egg);
}

/** `name-1.0-py3-none-any.whl`, `name-1.0.tar.gz` */
function nameOfFile(file: string): string | undefined {
  if (file.length > 512) return undefined;
  const parts = /\.whl$/i.test(file) ? file.split('-') : undefined;
  if (parts !== undefined && parts.length < 5) return undefined;
  const name = parts === undefined ? /^(.*?)-[0-9]/.exec(file)?.[1] : parts[0];
  return name === undefined ? undefined : findName(name);
}
