// The policy of each view: read it, edit it, test it, apply it, see what it was.

import type { PolicyItem } from '../../../src/http/api/governance-contract.ts';
import { useResource } from '../api/use-resource.ts';
import { useMay } from '../app/context.ts';
import { useQuery } from '../app/use-query.ts';
import { Page, Section } from '../parts/page.tsx';
import { Actor, useReaderNames } from '../parts/reader.tsx';
import { Empty, Failure, Loading } from '../parts/states.tsx';
import { Table, type Column } from '../parts/table.tsx';
import { Time } from '../parts/time.tsx';
import { PolicyChangeForm } from './policy-change.tsx';
import { PolicyText } from './policy-editor.tsx';

interface PolicyList {
  readonly items: readonly PolicyItem[];
}

export function PolicyPage() {
  const query = useQuery();
  const mayEdit = useMay('edit-policy');
  const { data, problem, isLoading, reload } = useResource<PolicyList>('/policies');
  const current = data?.items.find(({ view }) => view === query.get('view')) ?? data?.items[0];
  const isEditing = query.get('edit') !== undefined && mayEdit;
  return (
    <Page
      title="Policy"
      lead="The rules that make verdicts of evidence. A change is in force within a second, and the journal keeps every version."
      actions={
        mayEdit && !isEditing && current !== undefined ? (
          <a class="button is-primary" href={query.href({ edit: 'yes', number: undefined })}>
            Edit
          </a>
        ) : undefined
      }
    >
      {problem === undefined ? null : <Failure problem={problem} retry={reload} />}
      {data === undefined && isLoading ? <Loading what="the policy" /> : null}
      {data !== undefined && data.items.length > 1 ? (
        <nav class="tabs" aria-label="Views">
          {data.items.map(({ view }) => (
            <a
              key={view}
              href={query.href({ view, edit: undefined, number: undefined })}
              aria-current={view === current?.view ? 'page' : undefined}
            >
              {view}
            </a>
          ))}
        </nav>
      ) : null}
      {data !== undefined && current === undefined ? (
        <Empty title="No policy is in force" command="npx gatehouse policy apply --preset balanced">
          The preset “balanced” refuses known attacks and lets fresh versions wait.
        </Empty>
      ) : null}
      {current === undefined ? null : isEditing ? (
        <PolicyChangeForm key={`${current.view} ${current.number}`} current={current} reload={reload} />
      ) : (
        <PolicyView current={current} />
      )}
    </Page>
  );
}

function PolicyView({ current }: { readonly current: PolicyItem }) {
  const query = useQuery();
  const nameOf = useReaderNames();
  const { data, problem } = useResource<PolicyList>(`/policies/${encodeURIComponent(current.view)}/history`);
  const shown = data?.items.find(({ number }) => String(number) === query.get('number')) ?? current;
  const columns: readonly Column<PolicyItem>[] = [
    {
      head: 'Version',
      kind: 'tight',
      cell: ({ number }) => (
        <a href={query.href({ number: number === current.number ? undefined : String(number) })}>{number}</a>
      ),
    },
    { head: 'Note', kind: 'wide', cell: ({ note }) => note },
    { head: 'By', kind: 'tight', cell: ({ author }) => <Actor actor={author} nameOf={nameOf} /> },
    { head: 'When', kind: 'tight', cell: ({ createdAt }) => <Time at={createdAt} /> },
  ];
  return (
    <>
      <p class="page-lead is-above">
        {shown.number === 0 ? (
          <>Nobody has applied a policy to view “{shown.view}” yet: this is what a new server begins with.</>
        ) : (
          <>
            Version {shown.number} of view “{shown.view}”, by <Actor actor={shown.author} nameOf={nameOf} />,{' '}
            <Time at={shown.createdAt} />
            {shown.note === '' ? '' : `: ${shown.note}`}
            {shown.number === current.number ? '' : ' (not in force any more)'}
          </>
        )}
      </p>
      <PolicyText text={shown.text} />
      <Section title="History">
        {problem === undefined ? null : <Failure problem={problem} />}
        {data === undefined ? (
          problem === undefined ? (
            <Loading what="earlier versions" />
          ) : null
        ) : (
          <Table
            caption="Versions of the policy, newest first"
            columns={columns}
            items={data.items}
            keyOf={({ number }) => String(number)}
            classOf={({ number }) => (number === shown.number ? 'is-chosen' : undefined)}
          />
        )}
      </Section>
    </>
  );
}
