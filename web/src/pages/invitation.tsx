// An invitation to belong to an organisation, opened by the link of its letter. Opening it changes nothing.

import { useLocation } from 'preact-iso';

import type { InvitationItem } from '../../../src/http/api/organisation-contract.ts';
import { useResource } from '../api/use-resource.ts';
import { useApp, useMay } from '../app/context.ts';
import { NeedsFactor } from '../parts/needs-factor.tsx';
import { Page } from '../parts/page.tsx';
import { nameActor } from '../parts/reader.tsx';
import { Empty, Failure, Loading } from '../parts/states.tsx';
import { Sure } from '../parts/sure.tsx';
import { Time } from '../parts/time.tsx';
import { useAction } from '../parts/use-action.ts';
import { MEMBER_ROLES, organisationHref } from '../words/organisation-words.ts';

export function InvitationPage({ id = '' }: { readonly id?: string }) {
  const { session } = useApp();
  const { data, problem, isLoading, reload } = useResource<{ readonly items: readonly InvitationItem[] }>(
    '/invitations',
  );
  const invitation = data?.items.find((one) => one.id === id);
  return (
    <div class="narrow">
      <Page
        title={invitation === undefined ? 'Invitation' : `Invitation to ${invitation.organisation}`}
        lead="You belong to an organisation once you say so yourself."
      >
        {problem === undefined ? null : <Failure problem={problem} retry={reload} />}
        {data === undefined && isLoading ? <Loading what="the invitation" /> : null}
        {data === undefined || problem !== undefined ? null : invitation === undefined ? (
          <Empty title="This invitation is not open to you" command="npx gatehouse invitation list">
            It was answered or taken back, it is older than seven days, or it is for another account than{' '}
            {session?.account?.name}. What waits for you is among{' '}
            <a href="/organisations">your organisations</a>.
          </Empty>
        ) : (
          <Answer invitation={invitation} />
        )}
      </Page>
    </div>
  );
}

function Answer({ invitation }: { readonly invitation: InvitationItem }) {
  const { id, organisation, role, invitedBy, expiresAt } = invitation;
  const { api } = useApp();
  const { route } = useLocation();
  const { isBusy, problem, run } = useAction();
  const mayJoin = useMay('join-organisations');
  const path = `/invitations/${encodeURIComponent(id)}`;
  const accept = () =>
    run(async () => {
      await api.send('POST', `${path}/accept`);
      route(organisationHref(organisation));
    }, `You belong to ${organisation} now`);
  const decline = () =>
    run(async () => {
      await api.send('DELETE', path);
      route('/organisations');
    }, 'You said no');
  return (
    <div class="panel is-padded stack">
      {problem === undefined ? null : <Failure problem={problem} />}
      <p>
        {nameActor((actor) => actor, invitedBy)} invites you to be <strong>{role}</strong> of{' '}
        <strong>{organisation}</strong>, until <Time at={expiresAt} isExact />.
      </p>
      <p class="muted">{MEMBER_ROLES[role]}</p>
      <NeedsFactor action="join-organisations" what="Joining an organisation" />
      <div class="row">
        {mayJoin ? (
          <button
            type="button"
            class="button is-primary"
            aria-disabled={isBusy}
            onClick={() => void (isBusy ? undefined : accept())}
          >
            {isBusy ? 'Working…' : `Join ${organisation}`}
          </button>
        ) : null}
        <Sure
          verb="Decline"
          label="Decline the invitation"
          ask="Its owners are told. Decline?"
          isBusy={isBusy}
          act={() => void decline()}
        />
      </div>
    </div>
  );
}
