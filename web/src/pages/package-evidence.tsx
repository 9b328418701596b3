// All that is known about a package, each fact with its source, time and link.

import type { EvidenceItem, PackageDetail } from '../../../src/http/api/package-contract.ts';
import { OutsideLink } from '../parts/outside-link.tsx';
import { Section } from '../parts/page.tsx';
import { Empty } from '../parts/states.tsx';
import { Table, type Column } from '../parts/table.tsx';
import { Time } from '../parts/time.tsx';
import { countOf } from '../words/byte-words.ts';

const SHOWN_VERSIONS = 4;

const COLUMNS: readonly Column<EvidenceItem>[] = [
  { head: 'What', kind: 'wide', cell: (item) => <What item={item} /> },
  { head: 'Kind', kind: 'tight', cell: ({ kind }) => kind.replaceAll('-', ' ') },
  { head: 'Source', kind: 'tight', cell: ({ source, url }) => <OutsideLink url={url}>{source}</OutsideLink> },
  { head: 'Observed', kind: 'tight', cell: ({ observedAt }) => <Time at={observedAt} /> },
  {
    head: 'Ends',
    kind: 'tight',
    cell: ({ expiresAt }) => (expiresAt === undefined ? null : <Time at={expiresAt} />),
  },
  { head: 'Versions', cell: ({ versions }) => <Versions versions={versions} /> },
];

export function EvidenceSection({ detail }: { readonly detail: PackageDetail }) {
  return (
    <Section
      title="Evidence"
      lead="Every fact that the verdicts rest on, beside what the upstream’s index says."
    >
      {detail.evidence.length === 0 ? (
        <Empty title="Nothing is known against it">
          No feed, person or upstream has said anything about this package. Verdicts rest on its age and its
          index alone.
        </Empty>
      ) : (
        <Table
          caption={`Evidence about ${detail.name}`}
          columns={COLUMNS}
          items={detail.evidence}
          keyOf={({ id }) => id}
        />
      )}
    </Section>
  );
}

function What({ item }: { readonly item: EvidenceItem }) {
  return (
    <div>
      <p>{item.summary}</p>
      {Object.keys(item.details).length === 0 ? null : (
        <details>
          <summary class="muted">Details</summary>
          <dl class="notes">
            {Object.entries(item.details).map(([key, value]) => (
              <div key={key}>
                <dt class="visually-hidden">{key}</dt>
                <dd>
                  <span aria-hidden="true">{key}: </span>
                  <code>{typeof value === 'string' ? value : JSON.stringify(value)}</code>
                </dd>
              </div>
            ))}
          </dl>
        </details>
      )}
    </div>
  );
}

function Versions({ versions }: { readonly versions: readonly string[] }) {
  if (versions.length === 0) return <span class="muted">all</span>;
  const rest = versions.length - SHOWN_VERSIONS;
  return (
    <span title={versions.slice(0, 200).join(', ')}>
      {versions.slice(0, SHOWN_VERSIONS).join(', ')}
      {rest > 0 ? <span class="muted"> and {countOf(rest, 'more', 'more')}</span> : null}
    </span>
  );
}
