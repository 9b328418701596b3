// Who fetched it through this gate: shown to auditors alone.

import type { FetchesItem } from '../../../src/http/api/impact-contract.ts';
import { Section } from '../parts/page.tsx';
import { Reader, useReaderNames } from '../parts/reader.tsx';
import { Table } from '../parts/table.tsx';
import { Time } from '../parts/time.tsx';
import { describeCount } from '../words/byte-words.ts';

export function Fetched({ fetched }: { readonly fetched: FetchesItem }) {
  const nameOf = useReaderNames();
  return (
    <Section title="Who fetched it from here" lead="Kept for 90 days, the latest first.">
      {fetched.readers.length === 0 ? (
        <p class="panel is-padded">Nobody fetched it through this gate.</p>
      ) : (
        <>
          <Table
            caption="Who fetched it"
            columns={[
              {
                head: 'Reader',
                kind: 'main',
                cell: ({ reader }) => <Reader reader={reader} nameOf={nameOf} />,
              },
              {
                head: 'Versions',
                kind: 'wide',
                cell: ({ versions }) =>
                  `${versions.slice(0, 6).join(', ')}${versions.length > 6 ? ` and ${versions.length - 6} more` : ''}`,
              },
              { head: 'Client', cell: ({ client }) => client },
              { head: 'Last', kind: 'tight', cell: ({ lastAt }) => <Time at={lastAt} /> },
              { head: 'Times', kind: 'number', cell: ({ count }) => describeCount(count) },
            ]}
            items={fetched.readers}
            keyOf={({ reader, client }) => `${reader} ${client}`}
          />
          {fetched.hasMore ? <p class="muted">There are more; ask for one version.</p> : null}
        </>
      )}
    </Section>
  );
}
