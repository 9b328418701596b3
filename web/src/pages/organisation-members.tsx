// Who belongs to an organisation and as what, and who is asked to.

import { useState } from 'preact/hooks';

import type { MemberItem } from '../../../src/http/api/organisation-contract.ts';
import { useResource } from '../api/use-resource.ts';
import { useApp } from '../app/context.ts';
import { Form, SelectField, TextField } from '../parts/field.tsx';
import { Section } from '../parts/page.tsx';
import { Pager } from '../parts/pager.tsx';
import { Failure, Loading } from '../parts/states.tsx';
import { Sure } from '../parts/sure.tsx';
import { Table, type Column } from '../parts/table.tsx';
import { Time } from '../parts/time.tsx';
import { useAction } from '../parts/use-action.ts';
import { MEMBER_ROLES, optionsOf, organisationPath, type MemberRole } from '../words/organisation-words.ts';
import { OpenInvitations } from './organisation-invitations.tsx';
import type { OrganisationView } from './organisation.tsx';

export interface MemberList {
  readonly items: readonly MemberItem[];
}

const CSV = (['name', 'role', 'since', 'isEnabled'] as const).map((head) => ({
  head,
  value: (item: MemberItem) => item[head],
}));

export function OrganisationMembers({ view }: { readonly view: OrganisationView }) {
  const path = organisationPath(view.organisation.name, 'members');
  const { data, problem, isLoading, reload } = useResource<MemberList>(path);
  const [invited, setInvited] = useState(0);
  return (
    <>
      {problem === undefined ? null : <Failure problem={problem} retry={reload} />}
      {data === undefined && isLoading ? <Loading what="members" /> : null}
      {data === undefined || problem !== undefined ? null : (
        <>
          <MemberTable view={view} items={data.items} reload={reload} />
          <Pager page={data} one="member" list={path} csv={CSV} isWhole />
        </>
      )}
      {view.mayManagePeople ? (
        <>
          <OpenInvitations view={view} turn={invited} />
          <InviteForm view={view} done={() => setInvited(invited + 1)} />
        </>
      ) : null}
    </>
  );
}

function MemberTable(props: {
  readonly view: OrganisationView;
  readonly items: readonly MemberItem[];
  readonly reload: () => void;
}) {
  const { api, session, refreshSession } = useApp();
  const { isBusy, problem, run } = useAction();
  const { organisation, mayManagePeople, reload: reloadOrganisation } = props.view;
  const path = (name: string) => organisationPath(organisation.name, 'members', name);
  const changed = async (name: string) => {
    props.reload();
    // What one may oneself is another matter now.
    if (name !== session?.account?.name) return;
    await refreshSession();
    reloadOrganisation();
  };
  const setRole = (name: string, role: string) =>
    void run(async () => {
      await api.send('PUT', path(name), { role });
      await changed(name);
    }, `${name} is ${role} now`);
  const remove = (name: string) =>
    void run(async () => {
      await api.send('DELETE', path(name));
      await changed(name);
    }, `${name} belongs to ${organisation.name} no more`);
  const columns: readonly Column<MemberItem>[] = [
    {
      head: 'Member',
      kind: 'main',
      cell: ({ name, isEnabled }) => (
        <span class="anywhere">
          <span class="strong">{name}</span>{' '}
          {isEnabled ? null : <span class="muted">(account disabled)</span>}
        </span>
      ),
    },
    {
      head: 'Role',
      cell: ({ name, role }) =>
        mayManagePeople ? (
          <RoleChoice key={role} {...{ name, role }} setRole={(chosen) => setRole(name, chosen)} />
        ) : (
          <span title={MEMBER_ROLES[role]}>{role}</span>
        ),
    },
    { head: 'Since', kind: 'tight', cell: ({ since }) => <Time at={since} /> },
    ...(mayManagePeople
      ? [
          {
            head: 'Remove',
            kind: 'tight' as const,
            cell: ({ name }: MemberItem) => (
              <Sure
                verb="Remove"
                label={`Remove ${name}`}
                ask="With their teams and grants?"
                isBusy={isBusy}
                act={() => remove(name)}
              />
            ),
          },
        ]
      : []),
  ];
  return (
    <>
      {problem === undefined ? null : <Failure problem={problem} />}
      <Table
        caption={`Members of ${organisation.name}`}
        columns={columns}
        items={props.items}
        keyOf={({ name }) => name}
      />
    </>
  );
}

function RoleChoice(props: {
  readonly name: string;
  readonly role: MemberRole;
  readonly setRole: (role: string) => void;
}) {
  return (
    <select
      class="select is-small"
      aria-label={`Role of ${props.name}`}
      title={MEMBER_ROLES[props.role]}
      value={props.role}
      onChange={(event) => {
        const { value } = event.currentTarget;
        // It shows what is so; what was chosen stands there once the server says it.
        event.currentTarget.value = props.role;
        props.setRole(value);
      }}
    >
      {Object.keys(MEMBER_ROLES).map((role) => (
        <option key={role} value={role} selected={role === props.role}>
          {role}
        </option>
      ))}
    </select>
  );
}

function InviteForm({ view, done }: { readonly view: OrganisationView; readonly done: () => void }) {
  const { api } = useApp();
  const { isBusy, problem, run } = useAction();
  const [name, setName] = useState('');
  const [role, setRole] = useState<MemberRole>('member');
  const submit = async () => {
    const wanted = name.trim();
    const path = organisationPath(view.organisation.name, 'invitations');
    const isDone = await run(
      async () => void (await api.send('POST', path, { name: wanted, role })),
      `${wanted} is invited`,
    );
    if (!isDone) return;
    setName('');
    done();
  };
  return (
    <Section
      title="Invite somebody"
      lead="They belong to the organisation once they accept, signed in with a second factor, within seven days."
    >
      <div class="panel is-padded">
        <Form label="Invite somebody" submit="Invite" isBusy={isBusy} onSubmit={() => void submit()}>
          {problem === undefined ? null : <Failure problem={problem} />}
          <div class="form-pair">
            <TextField
              label="Name or address"
              value={name}
              onValue={setName}
              hint="What they sign in with here, or an address: a letter goes there, and whoever has shown to read it may accept."
              isRequired
            />
            <SelectField
              label="Role"
              value={role}
              options={optionsOf(MEMBER_ROLES)}
              hint={MEMBER_ROLES[role]}
              onValue={(chosen) => setRole(chosen as MemberRole)}
            />
          </div>
        </Form>
      </div>
    </Section>
  );
}
