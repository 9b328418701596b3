// Who fetched what is blocked now: the first question after an attack becomes known.

import type { Overview } from '../../../src/http/api/decision-contract.ts';
import { PackageLink } from '../parts/package-link.tsx';
import { Section } from '../parts/page.tsx';
import { useReaderNames, type NameReader } from '../parts/reader.tsx';
import { Table, type Column } from '../parts/table.tsx';
import { Time } from '../parts/time.tsx';
import { countOf } from '../words/byte-words.ts';

type Holders = Overview['whoHasIt'][number];

const SHOWN_READERS = 3;

const columnsFor = (nameOf: NameReader): readonly Column<Holders>[] => [
  {
    head: 'Package',
    kind: 'main',
    cell: ({ ecosystem, name, version }) => <PackageLink {...{ ecosystem, name, version }} />,
  },
  {
    head: 'Why it is blocked',
    kind: 'wide',
    cell: ({ rule, summary }) => (
      <span>
        <span class="strong nowrap">{rule}</span>: {summary}
      </span>
    ),
  },
  { head: 'Who has it', kind: 'wide', cell: (item) => <Readers item={item} nameOf={nameOf} /> },
  { head: 'Since', kind: 'tight', cell: ({ blockedAt }) => <Time at={blockedAt} /> },
];

export function WhoHasIt({ items }: { readonly items: Overview['whoHasIt'] }) {
  const nameOf = useReaderNames();
  return (
    <Section
      title="Who has it"
      lead="Served from here before it was blocked. A package’s page lists everyone."
    >
      {items.length === 0 ? (
        <p class="panel is-padded">
          Nobody: nothing that was served from here in the last week is blocked now.
        </p>
      ) : (
        <Table
          caption="Who has what is blocked now"
          columns={columnsFor(nameOf)}
          items={items}
          keyOf={({ purl, rule, blockedAt }) => `${purl} ${rule} ${blockedAt}`}
        />
      )}
    </Section>
  );
}

/** Names are for auditors; everyone else is told how many. */
function Readers({ item, nameOf }: { readonly item: Holders; readonly nameOf: NameReader }) {
  const { readers, readerCount, hasMoreReaders } = item;
  if (readerCount === 0) return <span class="muted">nobody is known to</span>;
  const total = `${countOf(readerCount, 'reader')}${hasMoreReaders ? ' and more' : ''}`;
  if (readers.length === 0) return <span>{total}</span>;
  const rest = readerCount - SHOWN_READERS;
  return (
    <span title={readers.join(', ')}>
      {readers.slice(0, SHOWN_READERS).map(nameOf).join(', ')}
      {rest > 0 || hasMoreReaders ? (
        <span class="muted"> and {rest > 0 ? countOf(rest, 'more', 'more') : 'more'}</span>
      ) : null}
    </span>
  );
}
