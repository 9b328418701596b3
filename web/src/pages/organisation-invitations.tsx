// Invitations of an organisation that wait for an answer.

import { useEffect } from 'preact/hooks';

import type { InvitationItem } from '../../../src/http/api/organisation-contract.ts';
import { useResource } from '../api/use-resource.ts';
import { useApp } from '../app/context.ts';
import { Section } from '../parts/page.tsx';
import { nameActor } from '../parts/reader.tsx';
import { Empty, Failure, Loading } from '../parts/states.tsx';
import { Sure } from '../parts/sure.tsx';
import { Table, type Column } from '../parts/table.tsx';
import { Time } from '../parts/time.tsx';
import { useAction } from '../parts/use-action.ts';
import { organisationPath } from '../words/organisation-words.ts';
import type { OrganisationView } from './organisation.tsx';

/** For owners; `turn` is another one when somebody was invited meanwhile. */
export function OpenInvitations({ view, turn }: { readonly view: OrganisationView; readonly turn: number }) {
  const { api } = useApp();
  const { isBusy, problem: fault, run } = useAction();
  const { name } = view.organisation;
  const { data, problem, isLoading, reload } = useResource<{ readonly items: readonly InvitationItem[] }>(
    organisationPath(name, 'invitations'),
  );
  useEffect(() => {
    if (turn > 0) reload();
  }, [turn]);
  const withdraw = (invitation: InvitationItem) =>
    void run(async () => {
      await api.send('DELETE', organisationPath(name, 'invitations', invitation.id));
      reload();
    }, `The invitation of ${invitation.name} was taken back`);
  const columns: readonly Column<InvitationItem>[] = [
    { head: 'Invited', kind: 'main', cell: ({ name: invited }) => <span class="strong">{invited}</span> },
    { head: 'To be', kind: 'tight', cell: ({ role }) => role },
    { head: 'By', kind: 'tight', cell: ({ invitedBy }) => nameActor((actor) => actor, invitedBy) },
    { head: 'State', kind: 'tight', cell: (item) => <State invitation={item} /> },
    {
      head: 'Take back',
      kind: 'tight',
      cell: (invitation) => (
        <Sure
          verb="Take back"
          label={`Take back the invitation of ${invitation.name}`}
          ask="Sure?"
          isBusy={isBusy}
          act={() => withdraw(invitation)}
        />
      ),
    },
  ];
  return (
    <Section
      title="Invitations"
      lead="What was declined, taken back or accepted is in the journal; what is over is gone from here."
    >
      {fault === undefined ? null : <Failure problem={fault} />}
      {problem === undefined ? null : <Failure problem={problem} retry={reload} />}
      {data === undefined && isLoading ? <Loading what="invitations" /> : null}
      {data === undefined || problem !== undefined ? null : data.items.length === 0 ? (
        <Empty title="Nobody is invited now" command={`npx gatehouse member add ${name} NAME publisher`}>
          Invite somebody below, or on the command line.
        </Empty>
      ) : (
        <Table caption="Open invitations" columns={columns} items={data.items} keyOf={({ id }) => id} />
      )}
    </Section>
  );
}

function State({ invitation: { expiresAt } }: { readonly invitation: InvitationItem }) {
  return (
    <span>
      waits, ends <Time at={expiresAt} />
    </span>
  );
}
