// Where a person is signed in, and ending what should not be.

import type { SessionItem } from '../../../src/http/api/factor-contract.ts';
import { useResource } from '../api/use-resource.ts';
import { useApp } from '../app/context.ts';
import { Banner } from '../parts/banner.tsx';
import { Time } from '../parts/time.tsx';
import { useAction } from '../parts/use-action.ts';

const PROOF_WORDS = { password: 'password', 'two-factor': 'password and code', passkey: 'passkey' } as const;

export function AccountSessions() {
  const { api } = useApp();
  const { isBusy, problem, run } = useAction();
  const sessions = useResource<{ items: SessionItem[] }>('/account/sessions');
  const items = sessions.data?.items ?? [];
  const end = (path: string) =>
    run(async () => {
      await api.send('DELETE', path);
      sessions.reload();
    }, 'Ended');
  return (
    <section class="panel is-padded" aria-labelledby="sessions">
      <h2 id="sessions">Sessions</h2>
      {problem === undefined ? null : (
        <Banner tone="block">
          <p>{problem.detail}</p>
        </Banner>
      )}
      <ul>
        {items.map(({ id, createdAt, proof, network, agent, isThis }) => (
          <li key={id}>
            <Time at={createdAt} />, by {PROOF_WORDS[proof]}, from {network ?? 'an unknown network'}
            {agent === undefined ? '' : `, ${agent}`}{' '}
            {isThis ? (
              <strong>(this one)</strong>
            ) : (
              <button
                type="button"
                class="button"
                disabled={isBusy}
                onClick={() => void end(`/account/sessions/${id}`)}
              >
                End it
              </button>
            )}
          </li>
        ))}
      </ul>
      {items.length < 2 ? null : (
        <button type="button" class="button" disabled={isBusy} onClick={() => void end('/account/sessions')}>
          End all others
        </button>
      )}
    </section>
  );
}
