// A client on the command line waits for its person: who asks, from where, and what it is to be allowed. Opening it changes nothing.

import { useState } from 'preact/hooks';

import type { WaitingLogin } from '../../../src/http/api/client-login-contract.ts';
import { useResource } from '../api/use-resource.ts';
import { useApp, useMay } from '../app/context.ts';
import { Banner } from '../parts/banner.tsx';
import { NeedsFactor } from '../parts/needs-factor.tsx';
import { Page } from '../parts/page.tsx';
import { Empty, Failure, Loading } from '../parts/states.tsx';
import { Time } from '../parts/time.tsx';
import { useAction } from '../parts/use-action.ts';

export function ClientLoginPage({ id = '' }: { readonly id?: string }) {
  const { data, problem, isLoading, reload } = useResource<WaitingLogin>(
    `/client-logins/${encodeURIComponent(id)}`,
  );
  return (
    <div class="narrow">
      <Page title="Sign a client in" lead="A program on the command line waits for your word.">
        {problem === undefined ? null : problem.code === 'not-found' ? (
          <Empty title="Nothing waits here" command="npm login">
            It was answered, or it is older than ten minutes. Begin again on the command line.
          </Empty>
        ) : (
          <Failure problem={problem} retry={reload} />
        )}
        {data === undefined && isLoading ? <Loading what="who asks" /> : null}
        {data === undefined || problem !== undefined ? null : <Answer id={id} login={data} />}
      </Page>
    </div>
  );
}

function Answer({ id, login }: { readonly id: string; readonly login: WaitingLogin }) {
  const { api, session } = useApp();
  const { isBusy, problem, run } = useAction();
  const [granted, setGranted] = useState(false);
  const mayWrite = useMay('mint-write-tokens');
  const grant = (scope: 'read' | 'write') =>
    void (async () => {
      const isDone = await run(
        () => api.send('POST', `/client-logins/${encodeURIComponent(id)}`, { scope }),
        'The client is signed in',
      );
      if (isDone) setGranted(true);
    })();
  if (granted) {
    return <Empty title="The client is signed in">You can close this page, and go on where you were.</Empty>;
  }
  return (
    <div class="panel is-padded stack">
      {problem === undefined ? null : <Failure problem={problem} />}
      <p>
        <strong>{login.client === '' ? 'A client that does not say its name' : login.client}</strong> asks
        from <strong>{login.network}</strong> to act as <strong>{session?.account?.name}</strong>, until{' '}
        <Time at={login.expiresAt} isExact />.
      </p>
      {login.network === login.ownNetwork ? null : (
        <Banner tone="block">
          <p>
            <strong>It asks from another network than yours ({login.ownNetwork}).</strong> Whoever sent you
            here may be somebody else: say yes only if you just began this yourself, on that machine.
          </p>
        </Banner>
      )}
      <NeedsFactor action="mint-write-tokens" what="Letting it publish" />
      <div class="row">
        {mayWrite ? (
          <button
            type="button"
            class="button is-primary"
            aria-disabled={isBusy}
            onClick={() => (isBusy ? undefined : grant('write'))}
          >
            {isBusy ? 'Working…' : 'Let it publish as me'}
          </button>
        ) : null}
        <button
          type="button"
          class="button"
          aria-disabled={isBusy}
          onClick={() => (isBusy ? undefined : grant('read'))}
        >
          Let it read alone
        </button>
      </div>
      <p class="muted">
        Its token works for twelve hours, and stands among your tokens until then. If you began nothing, close
        this page.
      </p>
    </div>
  );
}
