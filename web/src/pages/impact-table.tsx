// Applications that have it: which version, for what, by how many ways, and what to move.

import type {
  AffectedApplicationItem,
  ImpactPlaceItem,
  WayCountItem,
} from '../../../src/http/api/impact-contract.ts';
import type { CsvColumn } from '../parts/save-file.ts';
import { Table, type Column } from '../parts/table.tsx';
import { VersionText } from '../parts/version-text.tsx';
import { Way } from '../parts/ways.tsx';
import { countOf } from '../words/byte-words.ts';
import { applicationHref } from '../words/finding-words.ts';

interface HeldPlace {
  readonly item: AffectedApplicationItem;
  readonly version: string;
  readonly records: readonly string[];
  readonly place: ImpactPlaceItem | undefined;
  readonly key: string;
}

const SHOWN = 3;

const COLUMNS: readonly Column<HeldPlace>[] = [
  {
    head: 'Application',
    kind: 'main',
    cell: ({ item: { application }, place }) => (
      <span class="lines-in-cell">
        <span>
          <a href={applicationHref(application.name, application.environment)}>{application.name}</a>{' '}
          <span class="tag">{application.environment}</span>
          {application.owner === undefined ? null : <span class="muted"> of {application.owner}</span>}
        </span>
        {place === undefined ? null : (
          <span class="muted anywhere">
            {place.file}
            {place.line === undefined ? '' : `:${place.line}`}
            {place.scope === 'development' ? ', for development' : ''}
          </span>
        )}
      </span>
    ),
  },
  {
    head: 'Version',
    cell: ({ version, records }) => (
      <span class="lines-in-cell">
        <VersionText version={version} />
        {records.length === 0 ? null : <Records records={records} />}
      </span>
    ),
  },
  { head: 'Shortest way', kind: 'wide', cell: ({ item, place }) => <Shortest item={item} place={place} /> },
  { head: 'Bump any of these', kind: 'wide', cell: ({ place }) => <Through place={place} /> },
  { head: 'Or all of these', kind: 'wide', cell: ({ place }) => <Direct place={place} /> },
];

function Records({ records }: Pick<HeldPlace, 'records'>) {
  const rest = records.length - SHOWN;
  return (
    <ul class="muted">
      {records.slice(0, SHOWN).map((record) => (
        <li key={record} class="nowrap">
          {record}
        </li>
      ))}
      {rest > 0 ? <li>and {countOf(rest, 'more', 'more')}</li> : null}
    </ul>
  );
}

export function AffectedTable({ items }: { readonly items: readonly AffectedApplicationItem[] }) {
  return (
    <Table
      caption="Applications that have it"
      columns={COLUMNS}
      items={items.flatMap(placesIn)}
      keyOf={({ key }) => key}
    />
  );
}

/** One row for each version and place; one alone where no place can be told. */
function placesIn(item: AffectedApplicationItem): readonly HeldPlace[] {
  const { name, environment } = item.application;
  return item.held.flatMap(({ purl, version, records, places }) =>
    (places.length === 0 ? [undefined] : places).map((place, at) => ({
      item,
      version,
      records,
      place,
      key: `${name} ${environment} ${purl} ${at}`,
    })),
  );
}

function Shortest({ item, place }: Pick<HeldPlace, 'item' | 'place'>) {
  if (place === undefined) return <span class="muted">{item.unread ?? 'no file tells where'}</span>;
  return (
    <span class="lines-in-cell">
      <Way via={place.via} />
      {place.ways === undefined ? null : <span class="muted">{describeWays(place.ways)}</span>}
    </span>
  );
}

/** `1 way`, `more than 12,000 ways, some in circles` */
export function describeWays({ count, isMore, hasCycles }: WayCountItem): string {
  const digits = count.replace(/\B(?=(\d{3})+$)/g, ',');
  const told =
    count.length > 12
      ? `a number of ways with ${count.length} digits`
      : `${digits} ${count === '1' ? 'way' : 'ways'}`;
  return `${isMore ? 'more than ' : ''}${told}${hasCycles ? ', some in circles' : ''}`;
}

/** What every way leads through. */
function Through({ place }: Pick<HeldPlace, 'place'>) {
  if (place === undefined || place.ways === undefined) return <span class="muted">not told</span>;
  if (place.through.length === 0) return <span class="muted">nothing that all ways lead through</span>;
  return (
    <ul>
      {place.through.map(({ name, version }) => (
        <li key={`${name} ${version ?? ''}`} class="anywhere strong">
          {version === undefined ? name : `${name}@${version}`}
        </li>
      ))}
    </ul>
  );
}

/** The direct dependencies that lead to it. */
function Direct({ place }: Pick<HeldPlace, 'place'>) {
  if (place === undefined || place.direct.length === 0) return null;
  const rest = place.direct.length - SHOWN + place.directLeft;
  return (
    <ul>
      {place.direct.slice(0, SHOWN).map(({ name, version, ways, depth }) => (
        <li key={`${name} ${version ?? ''}`} class="anywhere">
          {version === undefined ? name : `${name}@${version}`}{' '}
          <span class="muted">{depth === 1 ? 'itself' : `${describeWays(ways)}, from depth ${depth}`}</span>
        </li>
      ))}
      {rest > 0 ? <li class="muted">and {countOf(rest, 'more', 'more')}</li> : null}
    </ul>
  );
}

const heldOf = (item: AffectedApplicationItem) => item.held.map(({ purl }) => purl).join(' ');

export const IMPACT_CSV: readonly CsvColumn<AffectedApplicationItem>[] = [
  { head: 'application', value: ({ application }) => application.name },
  { head: 'environment', value: ({ application }) => application.environment },
  { head: 'owner', value: ({ application }) => application.owner },
  { head: 'held', value: heldOf },
  {
    head: 'records',
    value: ({ held }) => [...new Set(held.flatMap(({ records }) => records))].join(' '),
  },
  {
    head: 'shortestWays',
    value: ({ held }) =>
      held.flatMap(({ places }) => places.map(({ file, via }) => `${file}: ${via.join(' > ')}`)).join('; '),
  },
  {
    head: 'bumpAnyOf',
    value: ({ held }) =>
      held
        .flatMap(({ places }) =>
          places.map(({ through }) =>
            through.map(({ name, version = '' }) => `${name}@${version}`).join(' or '),
          ),
        )
        .join('; '),
  },
  {
    head: 'admitted',
    value: ({ admitted }) =>
      admitted.map(({ file, range, resolved }) => `${file}: ${range} (${resolved})`).join('; '),
  },
];
