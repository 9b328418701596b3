// What the publisher of a version put into it on what it is made of: bills of materials (PEP 770, META-INF/sbom, by their names) and
// lock files. Read as theirs: their word is told as theirs, and never taken for what was found.

import { decodeText } from '../../formats/decode-text.ts';
import { formatPurl } from '../../formats/purl.ts';
import { isBillName, readBill } from '../../formats/read-bill.ts';
import type { BillComponent } from '../../formats/bill-of-materials.ts';
import type { Component } from '../../kernel/component-graph.ts';
import { sha256Of } from '../../kernel/digest.ts';
import { isGatehouseError } from '../../kernel/errors.ts';
import { given } from '../../kernel/given.ts';
import { asPackageName, type PackageRef } from '../../kernel/package-ref.ts';
import type { ContentsAdapters } from './find-parts.ts';
import type { ArchiveOpener, OpenedArchive } from './open-archives.ts';
import type { ToldComponent, ToldDocument } from './release-contents.ts';

/** Folders in which nothing else lies (PEP 770; Maven's and others' custom for jars). */
const FOLDER = /(?:^|\/)[^/]+\.dist-info\/sboms\/[^/]+$|(?:^|\/)META-INF\/sbom\/[^/]+\.(?:json|xml)$/;
const MAX_DEPTH = 3;
const MAX_TOLD = 20;
const MAX_COMPONENTS = 2_000;

/** Whether a path is one of a bill of materials that was put in. */
export function isTold(path: string): boolean {
  const parts = path.split('/');
  return FOLDER.test(path) || (parts.length <= MAX_DEPTH && isBillName(parts.at(-1) ?? ''));
}

/** All of them, as far as they can be read; a file that only has the name of a bill is none. */
export function readTold(
  adapters: ContentsAdapters,
  { ecosystem }: PackageRef,
  opened: readonly OpenedArchive[],
  { tell }: Pick<ArchiveOpener, 'tell'>,
): readonly ToldDocument[] {
  const { isLock } = adapters[ecosystem].contents;
  const told: ToldDocument[] = [];
  let left = MAX_COMPONENTS;
  for (const { file, entries } of opened) {
    for (const [path, bytes] of entries) {
      const kind = isLock?.(path) === true ? 'lock' : isTold(path) ? 'bill' : undefined;
      if (kind === undefined) continue;
      const read = attempt(() =>
        kind === 'bill' ? billOf(bytes) : lockOf(adapters, ecosystem, path, bytes),
      );
      if ('fault' in read) tell(`${path} in ${file} could not be read: ${read.fault}`);
      // Where nothing else lies, one that cannot be read is one all the same.
      const isOne = 'fault' in read ? FOLDER.test(path) : read.components.length > 0;
      if (!isOne) continue;
      if (told.length >= MAX_TOLD || read.components.length > left) {
        tell(`${path} in ${file} is left out: more is told of it than can be shown`);
        continue;
      }
      left -= read.components.length;
      told.push({
        kind,
        file,
        path,
        sha256: sha256Of(bytes),
        ...given('format', read.format),
        ...listsOf(read),
      });
    }
  }
  return told;
}

type Read = Pick<ToldDocument, 'components' | 'needs'> & { readonly format?: string };

function listsOf({ components, needs }: Read): Pick<ToldDocument, 'components' | 'needs'> {
  return { components, needs };
}

function attempt(read: () => Read): Read & { readonly fault?: string } {
  try {
    return read();
  } catch (error) {
    if (!isGatehouseError(error)) throw error;
    return { components: [], needs: [], fault: error.message };
  }
}

function billOf(bytes: Uint8Array): Read {
  const { format, components, dependencies } = readBill(decodeText(bytes));
  const positions = new Map(components.map(({ ref }, at) => [ref, at]));
  return {
    format,
    components: components.map(toldOf),
    needs: components.map(({ ref }) => {
      const targets = ref === undefined ? undefined : dependencies.get(ref);
      return targets?.flatMap((target) => positions.get(target) ?? []) ?? null;
    }),
  };
}

function toldOf(component: BillComponent): ToldComponent {
  const { isSubject, name, group, version, requested, purl, scope, digests, licence } = component;
  return {
    ...(isSubject ? { isSubject } : {}),
    name,
    ...given('group', group),
    ...given('version', version),
    ...given('requested', requested),
    ...given('purl', purl),
    scope,
    digests,
    ...given('licence', licence),
  };
}

function lockOf(
  adapters: ContentsAdapters,
  ecosystem: PackageRef['ecosystem'],
  path: string,
  bytes: Uint8Array,
): Read {
  const fileName = path.slice(path.lastIndexOf('/') + 1);
  const format = adapters[ecosystem].manifests.find((one) => one.isNamed(fileName));
  if (format === undefined) return { components: [], needs: [] };
  const reading = format.read(decodeText(bytes), new Map());
  return {
    format: reading.format,
    components: reading.components.map((component) => lockedOf(adapters, component)),
    needs: reading.needs.map((targets) => targets ?? null),
  };
}

function lockedOf(adapters: ContentsAdapters, component: Component): ToldComponent {
  const { ecosystem, name, version, requested, source, scope, digests = {}, licence } = component;
  const ref = ecosystem === undefined ? undefined : { ecosystem, name: asPackageName(name) };
  const parts: { namespace?: string; name: string } =
    ref === undefined ? { name } : adapters[ref.ecosystem].names.toPurl(ref.name);
  const isSubject = source === 'project';
  const purl =
    ref === undefined || isSubject ? component.purl : formatPurl(adapters, ref, given('version', version));
  return {
    ...(isSubject ? { isSubject } : {}),
    name: parts.name === '' ? name : parts.name,
    ...given('group', parts.namespace),
    ...given('version', version),
    ...given('requested', requested),
    ...given('purl', isSubject ? undefined : purl),
    scope,
    digests,
    ...given('licence', licence),
  };
}
