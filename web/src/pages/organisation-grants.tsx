// What members and teams may do besides their role: on one package of the organisation, or on all below a name.

import type { GrantItem } from '../../../src/http/api/organisation-contract.ts';
import { useResource } from '../api/use-resource.ts';
import { useApp } from '../app/context.ts';
import { Pager } from '../parts/pager.tsx';
import { Empty, Failure, Loading } from '../parts/states.tsx';
import { Sure } from '../parts/sure.tsx';
import { Table, type Column } from '../parts/table.tsx';
import { Time } from '../parts/time.tsx';
import { useAction } from '../parts/use-action.ts';
import { ECOSYSTEM_TITLES } from '../words/ecosystems.ts';
import { GRANT_ROLES, organisationPath } from '../words/organisation-words.ts';
import { GrantForm } from './grant-form.tsx';
import type { OrganisationView } from './organisation.tsx';

const CSV = [
  { head: 'to', value: ({ to }: GrantItem) => `${to.kind}:${to.name}` },
  ...(['role', 'ecosystem', 'pattern', 'grantedAt'] as const).map((head) => ({
    head,
    value: (item: GrantItem) => item[head],
  })),
];

export function OrganisationGrants({ view }: { readonly view: OrganisationView }) {
  const { name } = view.organisation;
  const path = organisationPath(name, 'grants');
  const { data, problem, isLoading, reload } = useResource<{ readonly items: readonly GrantItem[] }>(path);
  return (
    <>
      {problem === undefined ? null : <Failure problem={problem} retry={reload} />}
      {data === undefined && isLoading ? <Loading what="grants" /> : null}
      {data === undefined || problem !== undefined ? null : data.items.length === 0 ? (
        <Empty
          title="Nothing is granted yet"
          command={`npx gatehouse grant give ${name} publisher npm '@${name}/*' --team core`}
        >
          Members do what their role lets them do on everything that {name} owns. A grant lets a member or a
          team do more on some of it.
        </Empty>
      ) : (
        <>
          <GrantTable {...{ view, reload }} items={data.items} />
          <Pager page={data} one="grant" list={path} csv={CSV} isWhole />
        </>
      )}
      {view.mayManagePeople ? <GrantForm name={name} reload={reload} /> : null}
    </>
  );
}

function GrantTable(props: {
  readonly view: OrganisationView;
  readonly items: readonly GrantItem[];
  readonly reload: () => void;
}) {
  const { api } = useApp();
  const { isBusy, problem, run } = useAction();
  const { organisation, mayManagePeople } = props.view;
  const end = ({ id, to, role }: GrantItem) =>
    void run(async () => {
      await api.send('DELETE', organisationPath(organisation.name, 'grants', id));
      props.reload();
    }, `${to.name} is no more ${role} by this grant`);
  const columns: readonly Column<GrantItem>[] = [
    {
      head: 'To',
      kind: 'main',
      cell: ({ to }) => (
        <span class="anywhere">
          {to.kind === 'team' ? <span class="muted">team </span> : null}
          <span class="strong">{to.name}</span>
        </span>
      ),
    },
    { head: 'Role', kind: 'tight', cell: ({ role }) => <span title={GRANT_ROLES[role]}>{role}</span> },
    {
      head: 'On',
      cell: ({ ecosystem, pattern }) => (
        <span class="anywhere">
          <code>{pattern}</code> <span class="tag">{ECOSYSTEM_TITLES[ecosystem]}</span>
        </span>
      ),
    },
    { head: 'Since', kind: 'tight', cell: ({ grantedAt }) => <Time at={grantedAt} /> },
    ...(mayManagePeople
      ? [
          {
            head: 'End',
            kind: 'tight' as const,
            cell: (grant: GrantItem) => (
              <Sure
                verb="End"
                label={`End that ${grant.to.name} is ${grant.role} on ${grant.pattern}`}
                ask="Sure?"
                isBusy={isBusy}
                act={() => end(grant)}
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
        caption={`Grants of ${organisation.name}`}
        columns={columns}
        items={props.items}
        keyOf={({ id }) => id}
      />
    </>
  );
}
