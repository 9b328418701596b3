// Where a person is signed in, and ending what should not be.

import { useEffect, useRef } from 'preact/hooks';

import type { SessionItem } from '../../../src/http/api/factor-contract.ts';
import { useResource } from '../api/use-resource.ts';
import { useApp } from '../app/context.ts';
import { Banner } from '../parts/banner.tsx';
import { Section } from '../parts/page.tsx';
import { Failure, Loading } from '../parts/states.tsx';
import { Table, type Column } from '../parts/table.tsx';
import { Time } from '../parts/time.tsx';
import { useAction } from '../parts/use-action.ts';
import { describeAgent } from '../words/agent-words.ts';

const PROOF_WORDS = { password: 'password', 'two-factor': 'password and code', passkey: 'passkey' } as const;

export function AccountSessions() {
  const { api, session } = useApp();
  const { isBusy, problem, run } = useAction();
  const sessions = useResource<{ readonly items: readonly SessionItem[] }>('/account/sessions');
  // A factor that came or went makes another session of this one, and may have ended others.
  const factors = `${session?.proof} ${session?.strongestFactor}`;
  const shown = useRef(factors);
  useEffect(() => {
    if (shown.current !== factors) sessions.reload();
    shown.current = factors;
  }, [factors]);
  const items = sessions.data?.items ?? [];
  const end = (path: string) =>
    void run(async () => {
      await api.send('DELETE', path);
      sessions.reload();
    }, 'Ended');
  return (
    <Section
      title="Sessions"
      lead="Where you are signed in. One ends twelve hours after it began."
      more={
        items.length < 2 ? undefined : (
          <button type="button" class="button" disabled={isBusy} onClick={() => end('/account/sessions')}>
            End all others
          </button>
        )
      }
    >
      {problem === undefined ? null : (
        <Banner tone="block">
          <p>{problem.detail}</p>
        </Banner>
      )}
      {sessions.problem === undefined ? null : <Failure problem={sessions.problem} retry={sessions.reload} />}
      {sessions.data === undefined && sessions.isLoading ? <Loading what="sessions" /> : null}
      {sessions.data === undefined ? null : (
        <Table
          caption="Sessions"
          columns={columnsOf(isBusy, (id) => end(`/account/sessions/${id}`))}
          items={items}
          keyOf={({ id }) => id}
        />
      )}
    </Section>
  );
}

const columnsOf = (isBusy: boolean, end: (id: string) => void): readonly Column<SessionItem>[] => [
  {
    head: 'Browser',
    kind: 'main',
    cell: ({ agent }) =>
      agent === undefined ? (
        <span class="muted">unknown</span>
      ) : (
        <span title={agent}>{describeAgent(agent)}</span>
      ),
  },
  { head: 'Network', kind: 'tight', cell: ({ network }) => network ?? <span class="muted">unknown</span> },
  { head: 'Signed in by', kind: 'tight', cell: ({ proof }) => PROOF_WORDS[proof] },
  { head: 'Since', kind: 'tight', cell: ({ createdAt }) => <Time at={createdAt} /> },
  {
    head: 'End',
    kind: 'tight',
    cell: ({ id, isThis, agent }) =>
      isThis ? (
        <span class="muted">this one</span>
      ) : (
        <button
          type="button"
          class="button is-small"
          disabled={isBusy}
          aria-label={`End the session of ${agent === undefined ? 'an unknown browser' : describeAgent(agent)}`}
          onClick={() => end(id)}
        >
          End
        </button>
      ),
  },
];
