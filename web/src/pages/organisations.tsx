// The organisations that one belongs to, and those that ask one to.

import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';

import type { InvitationItem, OrganisationItem } from '../../../src/http/api/organisation-contract.ts';
import { useResource } from '../api/use-resource.ts';
import { useApp, useMay } from '../app/context.ts';
import { Form, TextField } from '../parts/field.tsx';
import { NeedsFactor } from '../parts/needs-factor.tsx';
import { Page, Section } from '../parts/page.tsx';
import { Pager } from '../parts/pager.tsx';
import { nameActor } from '../parts/reader.tsx';
import { Empty, Failure, Loading } from '../parts/states.tsx';
import { Table, type Column } from '../parts/table.tsx';
import { Time } from '../parts/time.tsx';
import { useAction } from '../parts/use-action.ts';
import { organisationHref } from '../words/organisation-words.ts';

interface OrganisationList {
  readonly items: readonly OrganisationItem[];
}

const COLUMNS: readonly Column<OrganisationItem>[] = [
  {
    head: 'Organisation',
    kind: 'main',
    cell: ({ name, displayName }) => (
      <span class="lines-in-cell">
        <a href={organisationHref(name)}>{displayName}</a>
        {displayName === name ? null : <span class="muted anywhere">{name}</span>}
      </span>
    ),
  },
  { head: 'You are', kind: 'tight', cell: ({ role }) => role ?? <span class="muted">its operator</span> },
  { head: 'Since', kind: 'tight', cell: ({ createdAt }) => <Time at={createdAt} /> },
];

const INVITATION_COLUMNS: readonly Column<InvitationItem>[] = [
  { head: 'To', kind: 'main', cell: ({ organisation }) => <span class="strong">{organisation}</span> },
  { head: 'As', kind: 'tight', cell: ({ role }) => role },
  { head: 'By', kind: 'tight', cell: ({ invitedBy }) => nameActor((actor) => actor, invitedBy) },
  { head: 'Ends', kind: 'tight', cell: ({ expiresAt }) => <Time at={expiresAt} /> },
  {
    head: 'Answer',
    kind: 'tight',
    cell: ({ id, organisation }) => (
      <a class="button is-small" href={`/invitations/${encodeURIComponent(id)}`}>
        Answer
        <span class="visually-hidden"> the invitation to {organisation}</span>
      </a>
    ),
  },
];

const CSV = (['name', 'displayName', 'role', 'createdAt'] as const).map((head) => ({
  head,
  value: (item: OrganisationItem) => item[head],
}));

export function OrganisationsPage() {
  const { data, problem, isLoading, reload } = useResource<OrganisationList>('/organisations');
  return (
    <Page
      title="Organisations"
      lead="Where people share packages: who belongs, who may do what, and whose a package is."
    >
      <OwnInvitations />
      <Section title="Your organisations">
        {problem === undefined ? null : <Failure problem={problem} retry={reload} />}
        {data === undefined && isLoading ? <Loading what="your organisations" /> : null}
        {data === undefined || problem !== undefined ? null : data.items.length === 0 ? (
          <Empty
            title="You belong to no organisation yet"
            command='npx gatehouse organisation create acme --shown "Acme Ltd"'
          >
            Make one below, or on the command line; or ask an owner of one to invite you.
          </Empty>
        ) : (
          <>
            <Table
              caption="Your organisations"
              columns={COLUMNS}
              items={data.items}
              keyOf={({ name }) => name}
            />
            <Pager page={data} one="organisation" list="/organisations" csv={CSV} isWhole />
          </>
        )}
      </Section>
      {data === undefined || problem !== undefined ? null : <CreateForm />}
    </Page>
  );
}

/** What waits for the person's word; nothing while nothing does. */
function OwnInvitations() {
  const { data } = useResource<{ readonly items: readonly InvitationItem[] }>('/invitations');
  if (data === undefined || data.items.length === 0) return null;
  return (
    <Section title="Invitations to you" lead="Nothing happens before you accept.">
      <Table
        caption="Invitations to you"
        columns={INVITATION_COLUMNS}
        items={data.items}
        keyOf={({ id }) => id}
      />
    </Section>
  );
}

function CreateForm() {
  const { api } = useApp();
  const { route } = useLocation();
  const mayCreate = useMay('create-organisations');
  const { isBusy, problem, run } = useAction();
  const [name, setName] = useState('');
  const [displayName, setDisplayName] = useState('');
  if (!mayCreate) return <NeedsFactor action="create-organisations" what="Making an organisation" />;
  const submit = () =>
    run(async () => {
      const shown = displayName.trim();
      const request = { name: name.trim(), ...(shown === '' ? {} : { displayName: shown }) };
      const made = await api.send<OrganisationItem>('POST', '/organisations', request);
      route(organisationHref(made.name));
      return `${made.name} is made, and you own it`;
    });
  return (
    <Section title="Make an organisation" lead="You will own it. Owners decide about its people.">
      <div class="panel is-padded">
        <Form
          label="Make an organisation"
          submit="Make organisation"
          isBusy={isBusy}
          onSubmit={() => void submit()}
        >
          {problem === undefined ? null : <Failure problem={problem} />}
          <div class="form-pair">
            <TextField
              label="Name"
              value={name}
              onValue={setName}
              placeholder="acme"
              hint="Letters, digits and dashes. It stands in addresses, stays as it is, and is never given to another."
              isRequired
            />
            <TextField
              label="Shown as"
              value={displayName}
              onValue={setDisplayName}
              placeholder="Acme Ltd"
              hint="What people read. It can be changed; left empty, it is the name."
            />
          </div>
        </Form>
      </div>
    </Section>
  );
}
