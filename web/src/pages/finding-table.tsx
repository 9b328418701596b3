// Findings as a table: what is wrong, where, how bad, since when, what to move to, and how it stands.

import type { ComponentChildren } from 'preact';

import type { HeldFindingItem } from '../../../src/http/api/finding-contract.ts';
import { Clocks, Fix, Risk, Standing } from '../parts/finding-parts.tsx';
import { ImportMark } from '../parts/imports.tsx';
import { PackageLink } from '../parts/package-link.tsx';
import type { CsvColumn } from '../parts/save-file.ts';
import { Table, type Column, type Selection } from '../parts/table.tsx';
import { applicationHref, findingHref } from '../words/finding-words.ts';

export interface FindingPage {
  readonly items: readonly HeldFindingItem[];
  readonly next?: string | undefined;
}

/** A finding in an application. */
export function keyOfFinding({ id, application }: HeldFindingItem): string {
  return `${id} ${application.name} ${application.environment}`;
}

const findingColumn = (isFresh: (item: HeldFindingItem) => boolean): Column<HeldFindingItem> => ({
  head: 'Finding',
  kind: 'main',
  cell: (item) => (
    <span>
      <a href={findingHref(item.id)}>{item.record}</a>
      {isFresh(item) ? (
        <>
          {' '}
          <span class="tag">new</span>
        </>
      ) : null}
      {item.disputedBy === undefined || item.disputedBy.length === 0 ? null : (
        <>
          {' '}
          <span class="tag" title={`Left out by ${item.disputedBy.join(', ')}`}>
            disputed
          </span>
        </>
      )}
      <span class="muted clamp">{item.summary}</span>
    </span>
  ),
});

const PLACE: Column<HeldFindingItem> = {
  head: 'Package, application',
  kind: 'wide',
  cell: ({ application, ...item }) => (
    <span class="lines-in-cell">
      <PackageLink ecosystem={item.ecosystem} name={item.name} version={item.version} />
      <span class="anywhere">
        <span class="muted">in </span>
        <a href={applicationHref(application.name, application.environment)}>{application.name}</a>{' '}
        <span class="tag">{application.environment}</span>
        {application.owner === undefined ? null : <span class="muted"> of {application.owner}</span>}
      </span>
      <ImportMark finding={item} />
    </span>
  ),
};

/** Tells by which ways a component came in. */
export type WaysOf = (item: HeldFindingItem) => ComponentChildren;

const placeBy = (ways: WaysOf): Column<HeldFindingItem> => ({
  head: 'Package, ways in',
  kind: 'wide',
  cell: (item) => (
    <span class="lines-in-cell">
      <PackageLink ecosystem={item.ecosystem} name={item.name} version={item.version} />
      {ways(item)}
      <ImportMark finding={item} />
    </span>
  ),
});

const STANDING: readonly Column<HeldFindingItem>[] = [
  { head: 'Risk', kind: 'tight', cell: (item) => <Risk finding={item} /> },
  { head: 'Fixed in', cell: (item) => <Fix finding={item} /> },
  { head: 'Since', kind: 'tight', cell: (item) => <Clocks finding={item} /> },
  { head: 'State', kind: 'wide', cell: (item) => <Standing held={item} /> },
];

export function FindingTable(props: {
  readonly caption: string;
  readonly items: readonly HeldFindingItem[];
  readonly selection?: Selection;
  /** Keys that just came in. */
  readonly fresh?: ReadonlySet<string>;
  /** Instead of the application, where all are of one: by which ways each came in. */
  readonly ways?: WaysOf | undefined;
}) {
  const isFresh = (item: HeldFindingItem) => props.fresh?.has(keyOfFinding(item)) === true;
  return (
    <Table
      caption={props.caption}
      columns={[findingColumn(isFresh), props.ways === undefined ? PLACE : placeBy(props.ways), ...STANDING]}
      items={props.items}
      keyOf={keyOfFinding}
      selection={props.selection}
      classOf={(item) => (isFresh(item) ? 'is-new' : undefined)}
    />
  );
}

export const FINDING_CSV: readonly CsvColumn<HeldFindingItem>[] = [
  { head: 'application', value: ({ application }) => application.name },
  { head: 'environment', value: ({ application }) => application.environment },
  { head: 'owner', value: ({ application }) => application.owner },
  ...(
    [
      'record',
      'kind',
      'severity',
      'score',
      'vector',
      'epss',
      'purl',
      'ecosystem',
      'name',
      'version',
      'fixedIn',
      'noKnownFix',
      'disclosedAt',
      'fixedAt',
      'firstSeenAt',
      'dueAt',
      'isOverdue',
      'state',
      'reason',
      'author',
      'until',
      'resolvedAt',
      'resolvedWhy',
      'summary',
      'url',
    ] as const
  ).map((head) => ({ head, value: (item: HeldFindingItem) => item[head] })),
  { head: 'isKev', value: ({ kev }) => kev !== undefined },
  { head: 'kevDueDate', value: ({ kev }) => kev?.dueDate },
  { head: 'imports', value: ({ reach }) => reach?.state },
  { head: 'importsHow', value: ({ reach }) => reach?.says },
  { head: 'aliases', value: ({ aliases }) => aliases.join(' ') },
];
