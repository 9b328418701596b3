// Whose builds publish a package, or all of a namespace, without a stored secret; nothing for who may not know it.

import { useState } from 'preact/hooks';

import type { PublisherItem } from '../../../src/http/api/publisher-contract.ts';
import { queryOf } from '../api/client.ts';
import { useResource } from '../api/use-resource.ts';
import { useApp, useMay } from '../app/context.ts';
import { NeedsFactor } from '../parts/needs-factor.tsx';
import { Section } from '../parts/page.tsx';
import { Failure, Loading } from '../parts/states.tsx';
import { Sure } from '../parts/sure.tsx';
import { Table, type Column } from '../parts/table.tsx';
import { Time } from '../parts/time.tsx';
import { useAction } from '../parts/use-action.ts';
import type { EcosystemId } from '../words/ecosystems.ts';
import { describeSettings } from '../words/publisher-words.ts';
import { PublisherForm } from './publisher-form.tsx';
import { PublisherSnippet } from './publisher-snippet.tsx';

/** A package by its name, or a namespace by its pattern. */
export interface PublisherSubject {
  readonly ecosystem: EcosystemId;
  readonly name: string;
}

interface SectionProps {
  readonly subject: PublisherSubject;
  readonly what: 'package' | 'namespace';
}

interface PublisherList {
  readonly items: readonly PublisherItem[];
  readonly isTrustedOnly: boolean;
}

export function PublisherSection({ subject, what }: SectionProps) {
  const { ecosystem, name } = subject;
  const { data, problem, isLoading, reload } = useResource<PublisherList>(
    `/publishers${queryOf({ ecosystem, name })}`,
  );
  const mayManage = useMay('manage-publishers');
  const [isAdding, setAdding] = useState(false);
  if (problem?.code === 'not-found' || problem?.code === 'not-allowed' || problem?.code === 'not-signed-in')
    return null;
  return (
    <Section
      title="Trusted publishers"
      lead={`Builds that publish ${what === 'package' ? 'it' : 'in it'} by their identity, with no stored secret.`}
      more={
        mayManage && !isAdding ? (
          <button type="button" class="button" onClick={() => setAdding(true)}>
            Add a publisher
          </button>
        ) : undefined
      }
    >
      <NeedsFactor action="manage-publishers" what="Changing who publishes" />
      {isAdding ? (
        <PublisherForm
          subject={subject}
          close={() => setAdding(false)}
          done={() => {
            setAdding(false);
            reload();
          }}
        />
      ) : null}
      {problem === undefined ? null : <Failure problem={problem} retry={reload} />}
      {data === undefined && isLoading ? <Loading what="its publishers" /> : null}
      {data === undefined || problem !== undefined ? null : (
        <>
          <Publishers items={data.items} reload={reload} />
          <Only {...{ subject, what, list: data, reload }} />
          {data.items.length === 0 ? null : (
            <PublisherSnippet subject={subject} provider={data.items[0]?.provider ?? 'github'} what={what} />
          )}
        </>
      )}
    </Section>
  );
}

function Publishers({
  items,
  reload,
}: {
  readonly items: readonly PublisherItem[];
  readonly reload: () => void;
}) {
  const { api } = useApp();
  const mayManage = useMay('manage-publishers');
  const { isBusy, problem, run } = useAction();
  if (items.length === 0) return <p class="muted">No build publishes by its identity yet.</p>;
  const remove = (id: string) =>
    void run(async () => {
      await api.send('DELETE', `/publishers/${encodeURIComponent(id)}`);
      reload();
    }, 'The publisher and its tokens have ended');
  const end: Column<PublisherItem> = {
    head: 'End',
    kind: 'tight',
    cell: (item) => (
      <Sure
        verb="Remove"
        label={`Remove ${describeSettings(item)}`}
        ask="Remove it, and end its tokens?"
        isBusy={isBusy}
        act={() => remove(item.id)}
      />
    ),
  };
  return (
    <>
      {problem === undefined ? null : <Failure problem={problem} />}
      <Table
        caption="Trusted publishers"
        columns={mayManage ? [...COLUMNS, end] : COLUMNS}
        items={items}
        keyOf={({ id }) => id}
      />
    </>
  );
}

const COLUMNS: readonly Column<PublisherItem>[] = [
  {
    head: 'Identity',
    kind: 'main',
    cell: (item) => (
      <span class="lines-in-cell">
        <span class="anywhere">{describeSettings(item)}</span>
        <span class="muted anywhere">{item.issuer}</span>
      </span>
    ),
  },
  {
    head: 'Held to',
    cell: ({ pins }) => {
      const held = Object.entries(pins).map(([claim, value]) => `${claim} ${value}`);
      return held.length === 0 ? (
        <span class="muted">nothing before its first use</span>
      ) : (
        <span class="anywhere">{held.join(', ')}</span>
      );
    },
  },
  {
    head: 'May',
    kind: 'tight',
    cell: ({ right, pendingUntil }) => (
      <span class="lines-in-cell">
        <span>{right === 'publish' ? 'publish' : 'put up for approval'}</span>
        {pendingUntil === undefined ? null : (
          <span class="muted">
            waits for the name, ends <Time at={pendingUntil} />
          </span>
        )}
      </span>
    ),
  },
  { head: 'Last used', kind: 'tight', cell: ({ lastUsedAt }) => <Time at={lastUsedAt} /> },
];

/** Whether people and their tokens publish it as well. */
function Only({
  subject,
  what,
  list,
  reload,
}: SectionProps & { readonly list: PublisherList; readonly reload: () => void }) {
  const { api } = useApp();
  const mayManage = useMay('manage-publishers');
  const { isBusy, problem, run } = useAction();
  const { isTrustedOnly, items } = list;
  const turn = () =>
    void run(
      async () => {
        await api.send('PUT', '/publishers/only', { ...subject, isOnly: !isTrustedOnly });
        reload();
      },
      isTrustedOnly ? 'People and their tokens may publish again' : 'None but trusted publishers publish now',
    );
  return (
    <>
      {problem === undefined ? null : <Failure problem={problem} />}
      <div class="row is-below">
        <span>
          {isTrustedOnly
            ? `None but trusted publishers publish ${what === 'package' ? 'it' : 'here'}.`
            : `People and their tokens may publish ${what === 'package' ? 'it' : 'here'} as well.`}
        </span>
        {mayManage && (isTrustedOnly || items.length > 0) ? (
          <button
            type="button"
            class="button is-small"
            aria-disabled={isBusy}
            onClick={isBusy ? undefined : turn}
          >
            {isTrustedOnly ? 'Let people publish again' : 'Keep it to trusted publishers'}
          </button>
        ) : null}
      </div>
    </>
  );
}
