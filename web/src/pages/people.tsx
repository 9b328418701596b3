// Who has an account here, and what they may do.

import { useState } from 'preact/hooks';

import type { PersonItem } from '../../../src/http/api/identity-contract.ts';
import { useResource } from '../api/use-resource.ts';
import { useApp, useMay } from '../app/context.ts';
import { Banner } from '../parts/banner.tsx';
import { BulkBar } from '../parts/bulk-bar.tsx';
import { Copy } from '../parts/copy.tsx';
import { Form, SelectField, TextField } from '../parts/field.tsx';
import { Page, Section } from '../parts/page.tsx';
import { Pager } from '../parts/pager.tsx';
import { Failure, Loading } from '../parts/states.tsx';
import { Table, type Column } from '../parts/table.tsx';
import { Time } from '../parts/time.tsx';
import { useAction } from '../parts/use-action.ts';
import { useSelection } from '../parts/use-selection.ts';
import { Address, Factors, RoleChoice, ROLES, State } from './people-cells.tsx';

type Role = PersonItem['role'];

interface Invitation {
  readonly person: PersonItem;
  /** Absent where it went by letter. */
  readonly link?: string;
}

const CSV = (['name', 'role', 'createdAt', 'disabledAt', 'deletedAt', 'hasPassword'] as const).map(
  (head) => ({
    head,
    value: (item: PersonItem) => item[head],
  }),
);

export function PeoplePage() {
  const { api, session } = useApp();
  const mayManage = useMay('manage-people');
  const [invitation, setInvitation] = useState<Invitation>();
  const { data, problem, isLoading, reload } = useResource<{ readonly items: readonly PersonItem[] }>(
    '/people',
  );
  const items = data?.items ?? [];
  const selection = useSelection(
    items
      .filter(({ id, disabledAt }) => disabledAt === undefined && id !== session?.account?.id)
      .map(({ id }) => id),
    (key) => items.find(({ id }) => id === key)?.name ?? key,
  );
  const invite = (given: Invitation) => {
    setInvitation(given);
    reload();
    window.scrollTo(0, 0);
  };
  return (
    <Page
      title="People"
      lead="Each role may do what the ones before it may. Machines use tokens, within their account’s role."
    >
      {invitation === undefined ? null : (
        <Link invitation={invitation} close={() => setInvitation(undefined)} />
      )}
      {problem === undefined ? null : <Failure problem={problem} retry={reload} />}
      {data === undefined && isLoading ? <Loading what="people" /> : null}
      {data === undefined ? null : (
        <>
          <BulkBar
            selection={selection}
            one="account"
            verb="Disable"
            act={(id) => api.send('DELETE', `/people/${encodeURIComponent(id)}`)}
            done={reload}
          />
          <PeopleTable {...{ items, invite, reload }} selection={mayManage ? selection : undefined} />
          <Pager page={data} one="account" list="/people" csv={CSV} isWhole />
        </>
      )}
      {mayManage && data !== undefined ? <AddForm invite={invite} /> : null}
    </Page>
  );
}

function PeopleTable(props: {
  readonly items: readonly PersonItem[];
  readonly selection: ReturnType<typeof useSelection> | undefined;
  readonly invite: (invitation: Invitation) => void;
  readonly reload: () => void;
}) {
  const { api } = useApp();
  const { problem, run } = useAction();
  const mayReset = useMay('reset-factors');
  const path = (id: string) => `/people/${encodeURIComponent(id)}`;
  const setRole = (person: PersonItem, role: string) =>
    void run(async () => {
      await api.send('PUT', path(person.id), { role });
      props.reload();
    }, `${person.name} is ${role} now`);
  const offerLink = (id: string) =>
    void run(async () => props.invite(await api.send('POST', `${path(id)}/link`)));
  const takeOff = ({ id, name }: PersonItem) =>
    void run(async () => {
      await api.send('POST', `${path(id)}/recover`);
      props.reload();
    }, `${name} has no second factor any more`);
  const columns: readonly Column<PersonItem>[] = [
    { head: 'Name', kind: 'main', cell: ({ name }) => <span class="strong">{name}</span> },
    {
      head: 'Role',
      cell: (person) =>
        person.disabledAt !== undefined || props.selection?.isOffered(person.id) !== true ? (
          person.role
        ) : (
          <RoleChoice person={person} setRole={(role) => setRole(person, role)} />
        ),
    },
    { head: 'Address', cell: ({ email }) => <Address email={email} /> },
    { head: 'State', cell: (person) => <State person={person} /> },
    { head: 'Since', kind: 'tight', cell: ({ createdAt }) => <Time at={createdAt} /> },
    {
      head: 'Password',
      kind: 'tight',
      cell: ({ id, name, disabledAt }) =>
        disabledAt !== undefined || props.selection === undefined ? null : (
          <button
            type="button"
            class="button is-small"
            aria-label={`New link for ${name}`}
            onClick={() => offerLink(id)}
          >
            New link
          </button>
        ),
    },
    {
      head: 'Factors',
      kind: 'tight',
      cell: (person) => (
        <Factors
          person={person}
          takeOff={
            mayReset && props.selection?.isOffered(person.id) === true ? () => takeOff(person) : undefined
          }
        />
      ),
    },
  ];
  return (
    <>
      {problem === undefined ? null : <Failure problem={problem} />}
      <Table
        caption="People"
        columns={columns}
        items={props.items}
        keyOf={({ id }) => id}
        selection={props.selection}
      />
    </>
  );
}

function Link({ invitation, close }: { readonly invitation: Invitation; readonly close: () => void }) {
  if (invitation.link === undefined)
    return (
      <Banner tone="allow">
        <p>
          <strong>A letter goes to {invitation.person.email?.address}:</strong> {invitation.person.name}{' '}
          follows the link in it to choose a password. It is shown to nobody else.
        </p>
        <button type="button" class="button is-small" onClick={close}>
          Hide
        </button>
      </Banner>
    );
  return (
    <Banner tone="allow">
      <p>
        <strong>Link for {invitation.person.name}:</strong> give it to them yourself. It works once, to choose
        a password, and is not shown again.
      </p>
      <Copy text={invitation.link} what="link" />
      <button type="button" class="button is-small" onClick={close}>
        I have it, hide it
      </button>
    </Banner>
  );
}

function AddForm({ invite }: { readonly invite: (invitation: Invitation) => void }) {
  const { api } = useApp();
  const { isBusy, problem, run } = useAction();
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role>('reader');
  const [email, setEmail] = useState('');
  const submit = async () => {
    const to = email.trim();
    const request = { name: name.trim(), role, ...(to === '' ? {} : { email: to }) };
    const isDone = await run(async () => invite(await api.send('POST', '/people', request)));
    if (!isDone) return;
    setName('');
    setEmail('');
  };
  return (
    <Section title="Add a person">
      <div class="panel is-padded">
        <Form label="Add a person" submit="Add" isBusy={isBusy} onSubmit={() => void submit()}>
          {problem === undefined ? null : <Failure problem={problem} />}
          <div class="form-pair">
            <TextField
              label="Name"
              value={name}
              onValue={setName}
              hint="What they will sign in with."
              isRequired
            />
            <SelectField
              label="Role"
              value={role}
              options={Object.keys(ROLES).map((id) => [id, id] as const)}
              hint={ROLES[role]}
              onValue={(value) => setRole(value as Role)}
            />
          </div>
          <TextField
            label="Address (optional)"
            value={email}
            onValue={setEmail}
            hint="Where the link goes by letter; whoever follows it has shown that they read it. Without one the link is shown to you, to be handed over."
          />
        </Form>
      </div>
    </Section>
  );
}
