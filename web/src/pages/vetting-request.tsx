// One request to vet a package: who asks for what and why, the card, and the decision.

import { useState } from 'preact/hooks';

import type { VettingCard, VettingDetail, VettingItem } from '../../../src/http/api/vetting-contract.ts';
import { queryOf } from '../api/client.ts';
import { useReloadOn } from '../api/use-reload-on.ts';
import { useResource } from '../api/use-resource.ts';
import { useApp } from '../app/context.ts';
import { PackageLink } from '../parts/package-link.tsx';
import { Page, Section } from '../parts/page.tsx';
import { Failure, Loading } from '../parts/states.tsx';
import { Time } from '../parts/time.tsx';
import { useAction } from '../parts/use-action.ts';
import { VettingStanding } from '../parts/vetting-parts.tsx';
import { CardView } from './vetting-card.tsx';
import { DecideVetting } from './vetting-decision.tsx';
import { VETTING_CHANGES } from './vetting.tsx';

export function VettingRequestPage({ id = '' }: { readonly id?: string }) {
  const { data, problem, isLoading, reload } = useResource<VettingDetail>(
    `/vetting/${encodeURIComponent(id)}`,
  );
  useReloadOn(VETTING_CHANGES, reload);
  return (
    <Page
      title={data === undefined ? 'Vetting' : `Vetting ${data.name}`}
      lead={
        <>
          <a href="/vetting">All requests</a>
          {data === undefined ? null : (
            <>
              {' '}
              · asked by {data.author} <Time at={data.createdAt} />
            </>
          )}
        </>
      }
    >
      {problem === undefined ? null : <Failure problem={problem} retry={reload} />}
      {data === undefined && isLoading ? <Loading what="the request" /> : null}
      {data === undefined ? null : <RequestView request={data} reload={reload} />}
    </Page>
  );
}

function RequestView({ request, reload }: { readonly request: VettingDetail; readonly reload: () => void }) {
  const { may, state, outcome } = request;
  return (
    <>
      <Facts request={request} />
      {outcome === undefined ? null : <Outcome request={request} />}
      {may.decide ? (
        <p class="is-below">
          Read the card, then say what you make of it: <a href="#decide">to the decision</a>
        </p>
      ) : state === 'open' ? (
        <p class="muted is-below">A reviewer decides. You will see it here.</p>
      ) : null}
      {state === 'open' ? <LiveCard request={request} /> : <KeptCard request={request} />}
      {may.decide ? (
        <Section
          id="decide"
          title="Decide"
          lead="What you say is evidence at once: the policy decides by it."
        >
          <DecideVetting id={request.id} done={reload} />
        </Section>
      ) : null}
      {may.withdraw ? <Withdraw request={request} done={reload} /> : null}
    </>
  );
}

function Facts({ request }: { readonly request: VettingDetail }) {
  const { ecosystem, name, versions, application, reason } = request;
  const only = versions?.length === 1 ? versions[0] : undefined;
  return (
    <dl class="facts is-three">
      <div>
        <dt>Package</dt>
        <dd>
          <PackageLink {...{ ecosystem, name }} {...(only === undefined ? {} : { version: only })} />
          {only !== undefined ? null : (
            <div class="muted anywhere">{versions === undefined ? 'every version' : versions.join(', ')}</div>
          )}
        </dd>
      </div>
      <div>
        <dt>For</dt>
        <dd>
          {application === undefined ? (
            <span class="muted">no application is named</span>
          ) : (
            <a href={`/applications/${encodeURIComponent(application)}`}>{application}</a>
          )}
        </dd>
      </div>
      <div>
        <dt>State</dt>
        <dd>
          <VettingStanding item={request} />
        </dd>
      </div>
      <div class="is-all">
        <dt>Why</dt>
        <dd>{reason}</dd>
      </div>
    </dl>
  );
}

function Outcome({ request: { outcome, withdrawnAt } }: { readonly request: VettingDetail }) {
  if (outcome === undefined) return null;
  const { author, at, until, reason, conditions, isInForce, isOwn, cardSha256 } = outcome;
  return (
    <Section title="What was decided">
      <dl class="facts is-three">
        <div>
          <dt>By</dt>
          <dd>
            {author} <Time at={at} />
            {isOwn ? <div class="muted">who asked for it</div> : null}
          </dd>
        </div>
        <div>
          <dt>{isInForce ? 'Ends' : 'Ended'}</dt>
          <dd>
            {withdrawnAt === undefined ? (
              <Time at={until} isExact />
            ) : (
              <>
                taken back <Time at={withdrawnAt} isExact />
              </>
            )}
          </dd>
        </div>
        <div>
          <dt>SHA-256 of the card then</dt>
          <dd>
            {cardSha256 === undefined ? (
              <span class="muted">no card was kept</span>
            ) : (
              <code class="anywhere">{cardSha256}</code>
            )}
          </dd>
        </div>
        <div class="is-all">
          <dt>Reason</dt>
          <dd>{reason}</dd>
        </div>
        {conditions === undefined ? null : (
          <div class="is-all">
            <dt>To heed</dt>
            <dd>{conditions}</dd>
          </div>
        )}
      </dl>
    </Section>
  );
}

function Withdraw({ request, done }: { readonly request: VettingItem; readonly done: () => void }) {
  const { api } = useApp();
  const { isBusy, problem, run } = useAction();
  const [isSure, setSure] = useState(false);
  const isOpen = request.state === 'open';
  const withdraw = async () => {
    const path = `/vetting/${encodeURIComponent(request.id)}`;
    if (
      await run(
        async () => void (await api.send('DELETE', path)),
        isOpen ? 'Took the request back' : 'Took the decision back',
      )
    )
      done();
    setSure(false);
  };
  return (
    <div class="is-below">
      {problem === undefined ? null : <Failure problem={problem} />}
      <div class="row">
        {isSure ? (
          <>
            <span>
              {isOpen ? 'Take the request back?' : 'Take the decision back, so that it counts no more?'}
            </span>
            <button type="button" class="button" aria-disabled={isBusy} onClick={() => void withdraw()}>
              Yes, take it back
            </button>
            <button type="button" class="button is-quiet" onClick={() => setSure(false)}>
              No
            </button>
          </>
        ) : (
          <button type="button" class="button" onClick={() => setSure(true)}>
            {isOpen ? 'Take the request back' : 'Take the decision back'}
          </button>
        )}
      </div>
    </div>
  );
}

/** As it is now: what there is to decide by. */
function LiveCard({ request: { purl, application } }: { readonly request: VettingDetail }) {
  const { data, problem, isLoading, reload } = useResource<VettingCard>(
    `/vetting/card${queryOf({ purl, application })}`,
  );
  return (
    <Section title="The card" lead="As it is now.">
      {problem === undefined ? null : <Failure problem={problem} retry={reload} />}
      {data === undefined && isLoading ? <Loading what="the card" /> : null}
      {data === undefined || problem !== undefined ? null : <CardView card={data} />}
    </Section>
  );
}

function KeptCard({ request: { card, state } }: { readonly request: VettingDetail }) {
  if (state === 'withdrawn') return null;
  return (
    <Section title="The card" lead="As it was when it was decided.">
      {card === undefined ? (
        <p class="muted">No card was kept: the upstream could not be asked then.</p>
      ) : (
        <CardView card={card} />
      )}
    </Section>
  );
}
