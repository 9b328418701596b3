// A client on the command line waits for its person's yes to one request. Opening the page changes nothing.

import { useState } from 'preact/hooks';

import type { GrantedProof, WaitingProof } from '../../../src/http/api/client-login-contract.ts';
import { useResource } from '../api/use-resource.ts';
import { useApp, useMay } from '../app/context.ts';
import { Banner } from '../parts/banner.tsx';
import { Copy } from '../parts/copy.tsx';
import { NeedsFactor } from '../parts/needs-factor.tsx';
import { Page } from '../parts/page.tsx';
import { Empty, Failure, Loading } from '../parts/states.tsx';
import { Time } from '../parts/time.tsx';
import { useAction } from '../parts/use-action.ts';

export function ClientProofPage({ id = '' }: { readonly id?: string }) {
  const { data, problem, isLoading, reload } = useResource<WaitingProof>(
    `/client-proofs/${encodeURIComponent(id)}`,
  );
  return (
    <div class="narrow">
      <Page title="Is it you?" lead="A program on the command line is about to do something as you.">
        {problem === undefined ? null : problem.code === 'not-found' ? (
          <Empty title="Nothing waits here">
            It was answered, it is older than five minutes, or it is of another account than yours. Begin
            again on the command line.
          </Empty>
        ) : (
          <Failure problem={problem} retry={reload} />
        )}
        {data === undefined && isLoading ? <Loading what="what is asked" /> : null}
        {data === undefined || problem !== undefined ? null : <Answer id={id} asked={data} />}
      </Page>
    </div>
  );
}

function Answer({ id, asked }: { readonly id: string; readonly asked: WaitingProof }) {
  const { api, session } = useApp();
  const { isBusy, problem, run } = useAction();
  const [granted, setGranted] = useState<GrantedProof>();
  const [isSparing, setSparing] = useState(false);
  const may = useMay('prove-for-client');
  const grant = () =>
    void run(async () => {
      setGranted(
        await api.send<GrantedProof>('POST', `/client-proofs/${encodeURIComponent(id)}`, { isSparing }),
      );
    }, 'You said yes');
  if (granted !== undefined) return <Granted {...granted} />;
  return (
    <div class="panel is-padded stack">
      {problem === undefined ? null : <Failure problem={problem} />}
      <p>
        <strong>{asked.client === '' ? 'A client that does not say its name' : asked.client}</strong> is about
        to <strong>{asked.what}</strong> as <strong>{session?.account?.name}</strong>, from{' '}
        <strong>{asked.network}</strong>, with the token <strong>{asked.tokenName}</strong>. It waits until{' '}
        <Time at={asked.expiresAt} isExact />.
      </p>
      {asked.network === asked.ownNetwork ? null : (
        <Banner tone="block">
          <p>
            <strong>It asks from another network than yours ({asked.ownNetwork}).</strong> Somebody may have
            your token: say yes only if you just began this yourself, on that machine.
          </p>
        </Banner>
      )}
      <NeedsFactor action="prove-for-client" what="Saying yes" />
      {asked.maySpare && may ? (
        <label class="check">
          <input
            type="checkbox"
            checked={isSparing}
            onChange={(event) => setSparing(event.currentTarget.checked)}
          />
          Do not ask me about this token’s changes for five minutes, from the same address
        </label>
      ) : null}
      {may ? (
        <div class="row">
          <button
            type="button"
            class="button is-primary"
            aria-disabled={isBusy}
            onClick={() => (isBusy ? undefined : grant())}
          >
            {isBusy ? 'Working…' : 'Yes, it is me'}
          </button>
        </div>
      ) : null}
      <p class="muted">
        If you began nothing, close this page and <a href="/tokens">revoke the token</a>: somebody else has
        it.
      </p>
    </div>
  );
}

function Granted({ code }: GrantedProof) {
  if (code === undefined) {
    return <Empty title="The client goes on">You can close this page.</Empty>;
  }
  return (
    <div class="panel is-padded stack">
      <p>
        <strong>Your client asks for a one-time password: this is it.</strong> It is good for this one
        request, for five minutes.
      </p>
      <Copy text={code} what="code" />
    </div>
  );
}
