// One namespace: how it is proven, whose builds publish in it, and how it ends.

import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';

import type { NamespaceItem, ProofAnswer } from '../../../src/http/api/namespace-contract.ts';
import { useResource } from '../api/use-resource.ts';
import { useApp, useMay } from '../app/context.ts';
import { Banner } from '../parts/banner.tsx';
import { Copy } from '../parts/copy.tsx';
import { Form, TextField } from '../parts/field.tsx';
import { NamespaceState } from '../parts/namespace-state.tsx';
import { NeedsFactor } from '../parts/needs-factor.tsx';
import { Page, Section } from '../parts/page.tsx';
import { Failure, Loading } from '../parts/states.tsx';
import { Sure } from '../parts/sure.tsx';
import { Time } from '../parts/time.tsx';
import { useAction } from '../parts/use-action.ts';
import { ECOSYSTEM_TITLES } from '../words/ecosystems.ts';
import { NAMESPACE_STATES } from '../words/namespace-words.ts';
import { PublisherSection } from './publisher-section.tsx';

export function NamespacePage({ id = '' }: { readonly id?: string }) {
  const { data, problem, isLoading, reload } = useResource<NamespaceItem>(
    `/namespaces/${encodeURIComponent(id)}`,
  );
  const isOwned = data?.state === 'proven' || data?.state === 'lapsed';
  return (
    <Page
      title={data === undefined ? 'Namespace' : data.pattern}
      heading={data === undefined ? undefined : <span class="anywhere">{data.pattern}</span>}
      lead={<a href="/namespaces">All namespaces</a>}
    >
      {problem === undefined ? null : <Failure problem={problem} retry={reload} />}
      {data === undefined && isLoading ? <Loading what="the namespace" /> : null}
      {data === undefined || problem !== undefined ? null : (
        <>
          <Facts namespace={data} />
          <NeedsFactor action="claim-namespaces" what="Proving it or giving it up" />
          <Proof namespace={data} reload={reload} />
          {isOwned ? (
            <PublisherSection subject={{ ecosystem: data.ecosystem, name: data.pattern }} what="namespace" />
          ) : null}
          <End namespace={data} />
        </>
      )}
    </Page>
  );
}

interface Shown {
  readonly namespace: NamespaceItem;
}

function Facts({ namespace }: Shown) {
  const { state, ecosystem, owner, proof, place, provenAt, failingSince, claimedAt, reason } = namespace;
  return (
    <dl class="facts is-three">
      <div>
        <dt>State</dt>
        <dd>
          <NamespaceState state={state} />
          <div class="fact-note">{NAMESPACE_STATES[state]}</div>
        </dd>
      </div>
      <div>
        <dt>Owner</dt>
        <dd>
          {owner === undefined ? (
            <span class="muted">nobody</span>
          ) : (
            <span class="anywhere">{owner.slice(owner.indexOf(':') + 1)}</span>
          )}
          <div class="fact-note">
            {ECOSYSTEM_TITLES[ecosystem]}, claimed <Time at={claimedAt} />
          </div>
        </dd>
      </div>
      <div>
        <dt>Proof</dt>
        <dd>
          {proof === 'grant' ? 'an administrator vouches for it' : (place ?? <span class="muted">none</span>)}
          {proof === 'grant' ? null : (
            <div class="fact-note">
              {failingSince === undefined ? (
                <>
                  seen <Time at={provenAt} without="never" />; looked for again every week
                </>
              ) : (
                <>
                  not there since <Time at={failingSince} />
                </>
              )}
            </div>
          )}
        </dd>
      </div>
      {reason === undefined ? null : (
        <div class="is-all">
          <dt>Why</dt>
          <dd class="anywhere">{reason}</dd>
        </div>
      )}
    </dl>
  );
}

const WAYS: Readonly<Record<NamespaceItem['tasks'][number]['way'], string>> = {
  dns: 'A record in DNS',
  file: 'A file on the web',
  repository: 'A repository',
};

const SAYS: typeof WAYS = {
  dns: 'A TXT record of',
  file: 'A line of',
  repository: 'A public repository at',
};

/** What to put where, and a button that looks for it. */
function Proof({ namespace, reload }: Shown & { readonly reload: () => void }) {
  const { api } = useApp();
  const mayClaim = useMay('claim-namespaces');
  const { isBusy, problem, run } = useAction();
  const [answer, setAnswer] = useState<ProofAnswer>();
  const { id, tasks, state } = namespace;
  if (tasks.length === 0) return null;
  const look = (way: string) =>
    void run(async () => {
      const found = await api.send<ProofAnswer>('POST', `/namespaces/${encodeURIComponent(id)}/proof`, {
        way,
      });
      setAnswer(found);
      reload();
    });
  return (
    <Section
      title={state === 'proven' ? 'How it stays proven' : 'How to prove it'}
      lead={
        state === 'proven'
          ? 'Leave it there: it is looked for again every week, and owners are told when it is gone.'
          : `${tasks.length > 1 ? 'One of these is enough.' : 'Put it there, then look for it.'} What is shown there is no secret.`
      }
    >
      {problem === undefined ? null : <Failure problem={problem} />}
      {answer === undefined ? null : <Found answer={answer} />}
      {tasks.map(({ way, where, what }) => (
        <div key={way} class="panel is-padded is-below">
          <h3>{WAYS[way]}</h3>
          <p>
            {SAYS[way]} <code class="anywhere">{where}</code>
            {what === undefined ? null : ':'}
          </p>
          {what === undefined ? null : <Copy text={what} what={way === 'file' ? 'line' : 'text'} />}
          {mayClaim ? (
            <p>
              <button
                type="button"
                class="button"
                aria-disabled={isBusy}
                onClick={isBusy ? undefined : () => look(way)}
              >
                {isBusy ? 'Looking…' : 'Look for it now'}
                <span class="visually-hidden">: {WAYS[way]}</span>
              </button>
            </p>
          ) : null}
        </div>
      ))}
    </Section>
  );
}

function Found({ answer: { look, found, waitsFor } }: { readonly answer: ProofAnswer }) {
  return (
    <Banner tone={look === 'shown' ? 'allow' : 'warn'}>
      <p>
        <strong>
          {look === 'shown'
            ? 'It is there.'
            : look === 'absent'
              ? 'It is not there yet.'
              : 'It could not be looked at.'}
        </strong>{' '}
        {found}
      </p>
      {waitsFor.length === 0 ? null : (
        <>
          <p>An administrator has to agree, because:</p>
          <ul class="notes">
            {waitsFor.map((why) => (
              <li key={why}>{why}</li>
            ))}
          </ul>
        </>
      )}
    </Banner>
  );
}

/** Given up by its owner, or taken away by an administrator, who says why. */
function End({ namespace }: Shown) {
  const { api, session } = useApp();
  const { route } = useLocation();
  const mayClaim = useMay('claim-namespaces');
  const mayManage = useMay('manage-namespaces');
  const { isBusy, problem, run } = useAction();
  const [reason, setReason] = useState('');
  const { id, pattern, state, owner } = namespace;
  if (state === 'ended' || (!mayClaim && !mayManage)) return null;
  const path = `/namespaces/${encodeURIComponent(id)}`;
  const isOwn =
    owner !== undefined &&
    (owner.startsWith('organisation:') || owner === `account:${session?.account?.name}`);
  const release = () =>
    void run(async () => {
      await api.send('DELETE', path);
      route('/namespaces');
    }, `${pattern} is given up`);
  const takeAway = () =>
    void run(async () => {
      await api.send('POST', `${path}/removal`, { reason: reason.trim() });
      route('/namespaces?all=yes');
    }, `${pattern} is taken away`);
  return (
    <Section title="End it" lead="Names in it that nobody published here come from upstreams again.">
      {problem === undefined ? null : <Failure problem={problem} />}
      {mayClaim && isOwn ? (
        <p class="row is-below">
          <Sure
            verb="Give it up"
            label={`Give it up: ${pattern}`}
            ask="Give it up?"
            isBusy={isBusy}
            act={release}
          />
        </p>
      ) : null}
      {mayManage ? (
        <details class="is-below">
          <summary>Take it away as an administrator</summary>
          <Form label="Take it away" submit="Take it away" isBusy={isBusy} onSubmit={takeAway}>
            <TextField
              label="Reason"
              value={reason}
              onValue={setReason}
              hint="Its owners read it."
              isRequired
              maxLength={300}
            />
          </Form>
        </details>
      ) : null}
    </Section>
  );
}
