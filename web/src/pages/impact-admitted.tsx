// Applications that resolve another version, and would admit what was asked about: another question than who has it.

import type { AffectedApplicationItem } from '../../../src/http/api/impact-contract.ts';
import { Section } from '../parts/page.tsx';
import { Table } from '../parts/table.tsx';
import { countOf } from '../words/byte-words.ts';
import { applicationHref } from '../words/finding-words.ts';

export function Admitted({ items }: { readonly items: readonly AffectedApplicationItem[] }) {
  const admitted = items.flatMap(({ application, admitted: all }) =>
    all.map((one, at) => ({
      ...one,
      application,
      key: `${application.name} ${application.environment} ${at}`,
    })),
  );
  const left = items.reduce((sum, { admittedLeft }) => sum + admittedLeft, 0);
  const untold = items.flatMap(({ application, untold: all }) => all.map((one) => ({ ...one, application })));
  if (admitted.length === 0 && untold.length === 0) return null;
  return (
    <Section
      title="Who would admit it"
      lead="Another version is resolved here; the range that it is asked for by would take this one at the next update."
    >
      {admitted.length === 0 ? null : (
        <Table
          caption="Applications whose ranges admit it"
          columns={[
            {
              head: 'Application',
              kind: 'main',
              cell: ({ application, file }) => (
                <span class="lines-in-cell">
                  <span>
                    <a href={applicationHref(application.name, application.environment)}>
                      {application.name}
                    </a>{' '}
                    <span class="tag">{application.environment}</span>
                  </span>
                  <span class="muted anywhere">{file}</span>
                </span>
              ),
            },
            { head: 'Range', kind: 'wide', cell: ({ range }) => <code>{range}</code> },
            { head: 'Resolved', cell: ({ resolved }) => resolved },
            {
              head: 'Asked for by',
              kind: 'wide',
              cell: ({ by }) =>
                by === undefined
                  ? 'the project itself'
                  : `${by.name}${by.version === undefined ? '' : `@${by.version}`}`,
            },
          ]}
          items={admitted}
          keyOf={({ key }) => key}
        />
      )}
      {left === 0 ? null : <p class="muted">{countOf(left, 'more range', 'more ranges')} are not listed.</p>}
      {untold.length === 0 ? null : (
        <p class="muted">
          {countOf(untold.length, 'file does', 'files do')} not say in which words it is asked for:{' '}
          {untold
            .slice(0, 5)
            .map(({ application, file }) => `${file} of ${application.name}`)
            .join(', ')}
          {untold.length > 5 ? ' and others' : ''}.
        </p>
      )}
    </Section>
  );
}
