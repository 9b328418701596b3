// What a question about impact means: which components that were ever pushed it is about, and which others ask for one of them.

import { packageKey, type PackageRef } from '../../kernel/package-ref.ts';
import { isWithinVers, type VersRange } from '../../formats/vers.ts';
import { idsOfRecord } from '../findings/describe-evidence.ts';
import type { ImpactDeps } from './impact-ports.ts';
import type { KnownComponent } from '../ports.ts';
import { isAgainst } from '../findings/known-against.ts';

/** A package: one version of it in any spelling, those within a range, or all. Or all that a record is against. */
export type ImpactQuestion =
  | { readonly kind: 'package'; readonly ref: PackageRef; readonly versions: AskedVersions }
  | { readonly kind: 'record'; readonly id: string };

export type AskedVersions =
  | { readonly kind: 'all' }
  | { readonly kind: 'one'; readonly version: string }
  /** In the ecosystem's own words. */
  | { readonly kind: 'range'; readonly words: string }
  | { readonly kind: 'vers'; readonly range: VersRange };

export interface Meant {
  /** By the component's id. */
  readonly hits: ReadonlyMap<number, Hit>;
  /** Other versions of the same package: whoever has one may ask for it in words that admit what is asked about. */
  readonly siblings: ReadonlyMap<number, KnownComponent>;
  /** Whether words by which a sibling is asked for admit any of what is asked about. */
  readonly admits: (words: string) => boolean | undefined;
  /** Versions of which it could not be told whether they are meant. */
  readonly undecided: readonly KnownComponent[];
}

export interface Hit {
  readonly component: KnownComponent;
  /** Ids of the records that are against it, where a record was asked about. */
  readonly records: readonly string[];
}

/** Throws `feed-unavailable` for a record while nothing was loaded about an ecosystem that it is about. */
export async function findMeant(deps: ImpactDeps, question: ImpactQuestion): Promise<Meant> {
  return question.kind === 'record' ? meantByRecord(deps, question.id) : meantByPackage(deps, question);
}

async function meantByPackage(
  deps: ImpactDeps,
  { ref, versions }: Extract<ImpactQuestion, { kind: 'package' }>,
): Promise<Meant> {
  const hits = new Map<number, Hit>();
  const siblings = new Map<number, KnownComponent>();
  const undecided: KnownComponent[] = [];
  const { ranges } = deps.adapters[ref.ecosystem];
  for (const component of await deps.stores.components.versionsOf(ref)) {
    const isHit = isAskedFor(deps, ref, versions, component.version);
    if (isHit === true) hits.set(component.id, { component, records: [] });
    else siblings.set(component.id, component);
    if (isHit === undefined) undecided.push(component);
  }
  const asked =
    versions.kind === 'one'
      ? [versions.version]
      : [...hits.values()].map(({ component }) => component.version);
  return {
    hits,
    siblings,
    undecided,
    admits(words) {
      const answers = asked.map((version) => ranges.admits(words, version));
      // Of a range nobody knows every version: that none of those that are known is admitted proves nothing.
      const isWhole = versions.kind === 'one';
      return answers.includes(true) ? true : isWhole && answers[0] === false ? false : undefined;
    },
  };
}

/** Undefined where it cannot be told. */
export function isAskedFor(
  { adapters }: ImpactDeps,
  { ecosystem }: PackageRef,
  versions: AskedVersions,
  version: string,
): boolean | undefined {
  const { ranges, versions: order } = adapters[ecosystem];
  switch (versions.kind) {
    case 'all':
      return true;
    case 'one':
      return version === versions.version || order.compare(version, versions.version) === 0;
    case 'range':
      return order.isBranch(version) ? undefined : ranges.admits(versions.words, version);
    case 'vers':
      if (!order.isValid(version) || order.isBranch(version)) return undefined;
      return isWithinVers(versions.range, version, order.compare);
  }
}

async function meantByRecord(deps: ImpactDeps, id: string): Promise<Meant> {
  const hits = new Map<number, Hit>();
  const undecided: KnownComponent[] = [];
  const refs = new Map((await deps.recordPackages(id)).map((ref) => [packageKey(ref), ref]));
  for (const ref of refs.values()) {
    const known = await deps.stores.components.versionsOf(ref);
    const versions = known.map(({ version }) => version);
    const found = await versionsHit(deps, id, ref, versions);
    for (const component of known) {
      const hit = found.get(component.version);
      if (hit === undefined) continue;
      hits.set(component.id, { component, records: [hit.record] });
      if (hit.isUndecided) undecided.push(component);
    }
  }
  return { hits, siblings: new Map(), undecided, admits: () => undefined };
}

/** Which of the versions the record is against, with the id to show. Throws `feed-unavailable` while nothing was loaded. */
export async function versionsHit(
  { knowledge }: ImpactDeps,
  id: string,
  { ecosystem, name }: PackageRef,
  versions: readonly string[],
): Promise<ReadonlyMap<string, { readonly record: string; readonly isUndecided: boolean }>> {
  const hit = new Map<string, { readonly record: string; readonly isUndecided: boolean }>();
  if (versions.length === 0) return hit;
  const [evidence = []] = await knowledge.recordsAbout(ecosystem, [{ name, versions }]);
  for (const one of evidence) {
    const ids = idsOfRecord(one) ?? [];
    const [record] = ids;
    if (record === undefined || !ids.some((known) => known.toLowerCase() === id.toLowerCase())) continue;
    for (const version of versions) {
      if (isAgainst(one, version)) hit.set(version, { record, isUndecided: one.kind === 'undecided-record' });
    }
  }
  return hit;
}
