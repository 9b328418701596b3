// Teams of an organisation: names under which members are granted something together.

import { useState } from 'preact/hooks';

import type { TeamItem } from '../../../src/http/api/organisation-contract.ts';
import { useResource } from '../api/use-resource.ts';
import { useApp } from '../app/context.ts';
import { Form, TextField } from '../parts/field.tsx';
import { Section } from '../parts/page.tsx';
import { Empty, Failure, Loading } from '../parts/states.tsx';
import { Sure } from '../parts/sure.tsx';
import { Table, type Column } from '../parts/table.tsx';
import { useAction, type Action } from '../parts/use-action.ts';
import { organisationPath } from '../words/organisation-words.ts';
import type { MemberList } from './organisation-members.tsx';
import type { OrganisationView } from './organisation.tsx';

export interface TeamList {
  readonly items: readonly TeamItem[];
}

export function OrganisationTeams({ view }: { readonly view: OrganisationView }) {
  const { name } = view.organisation;
  const { data, problem, isLoading, reload } = useResource<TeamList>(organisationPath(name, 'teams'));
  const members = useResource<MemberList>(
    view.mayManagePeople ? organisationPath(name, 'members') : undefined,
  );
  return (
    <>
      {problem === undefined ? null : <Failure problem={problem} retry={reload} />}
      {data === undefined && isLoading ? <Loading what="teams" /> : null}
      {data === undefined || problem !== undefined ? null : data.items.length === 0 ? (
        <Empty title="There is no team yet" command={`npx gatehouse team create ${name} core`}>
          What is granted to a team holds for whoever is in it, from when they come until they go.
        </Empty>
      ) : (
        <TeamTable
          {...{ view, reload }}
          teams={data.items}
          people={(members.data?.items ?? []).map(({ name: person }) => person)}
        />
      )}
      {view.mayManagePeople ? <CreateTeam name={name} reload={reload} /> : null}
    </>
  );
}

function TeamTable(props: {
  readonly view: OrganisationView;
  readonly teams: readonly TeamItem[];
  /** Who could be in one. */
  readonly people: readonly string[];
  readonly reload: () => void;
}) {
  const { api } = useApp();
  const action = useAction();
  const { organisation, mayManagePeople } = props.view;
  const send = (method: 'PUT' | 'DELETE', parts: readonly string[], done: string) =>
    void action.run(async () => {
      await api.send(method, organisationPath(organisation.name, 'teams', ...parts));
      props.reload();
    }, done);
  const columns: readonly Column<TeamItem>[] = [
    { head: 'Team', kind: 'main', cell: ({ name }) => <span class="strong anywhere">{name}</span> },
    {
      head: 'Members',
      kind: 'wide',
      cell: (team) =>
        mayManagePeople ? (
          <TeamMembers {...{ team, action, send }} people={props.people} />
        ) : team.members.length === 0 ? (
          <span class="muted">nobody</span>
        ) : (
          <span class="anywhere">{team.members.join(', ')}</span>
        ),
    },
    ...(mayManagePeople
      ? [
          {
            head: 'Delete',
            kind: 'tight' as const,
            cell: ({ name }: TeamItem) => (
              <Sure
                verb="Delete"
                label={`Delete the team ${name}`}
                ask="With what was granted to it?"
                isBusy={action.isBusy}
                act={() => send('DELETE', [name], `The team ${name} is no more`)}
              />
            ),
          },
        ]
      : []),
  ];
  return (
    <>
      {action.problem === undefined ? null : <Failure problem={action.problem} />}
      <Table
        caption={`Teams of ${organisation.name}`}
        columns={columns}
        items={props.teams}
        keyOf={({ name }) => name}
      />
    </>
  );
}

function TeamMembers(props: {
  readonly team: TeamItem;
  readonly people: readonly string[];
  readonly action: Action;
  readonly send: (method: 'PUT' | 'DELETE', parts: readonly string[], done: string) => void;
}) {
  const { team, send } = props;
  const others = props.people.filter((name) => !team.members.includes(name));
  return (
    <span class="row">
      {team.members.map((name) => (
        <button
          key={name}
          type="button"
          class="button is-small"
          aria-label={`Take ${name} out of ${team.name}`}
          aria-disabled={props.action.isBusy}
          onClick={() => send('DELETE', [team.name, 'members', name], `${name} is no more in ${team.name}`)}
        >
          {name} <span aria-hidden="true">×</span>
        </button>
      ))}
      {others.length === 0 ? null : (
        <select
          class="select is-small"
          aria-label={`Take somebody into ${team.name}`}
          value=""
          onChange={(event) => {
            const name = event.currentTarget.value;
            event.currentTarget.value = '';
            if (name !== '') send('PUT', [team.name, 'members', name], `${name} is in ${team.name} now`);
          }}
        >
          <option value="">Add…</option>
          {others.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
      )}
    </span>
  );
}

function CreateTeam({ name, reload }: { readonly name: string; readonly reload: () => void }) {
  const { api } = useApp();
  const { isBusy, problem, run } = useAction();
  const [team, setTeam] = useState('');
  const submit = async () => {
    const wanted = team.trim();
    const isMade = await run(
      async () => void (await api.send('POST', organisationPath(name, 'teams'), { name: wanted })),
      `The team ${wanted} is made`,
    );
    if (!isMade) return;
    setTeam('');
    reload();
  };
  return (
    <Section title="Make a team">
      <div class="panel is-padded">
        <Form label="Make a team" submit="Make team" isBusy={isBusy} onSubmit={() => void submit()}>
          {problem === undefined ? null : <Failure problem={problem} />}
          <TextField
            label="Name"
            value={team}
            onValue={setTeam}
            placeholder="core"
            hint="Letters, digits and dashes."
            isRequired
          />
        </Form>
      </div>
    </Section>
  );
}
