// Packages of an organisation: who may know each, and where one is offered to somebody else.

import { useState } from 'preact/hooks';

import type { OwnedItem } from '../../../src/http/api/organisation-contract.ts';
import { useResource } from '../api/use-resource.ts';
import { useApp, useMay } from '../app/context.ts';
import { FreezeAll } from '../parts/freeze-all.tsx';
import { PackageLink } from '../parts/package-link.tsx';
import { Pager } from '../parts/pager.tsx';
import { Empty, Failure, Loading } from '../parts/states.tsx';
import { Table, type Column } from '../parts/table.tsx';
import { Time } from '../parts/time.tsx';
import { useAction } from '../parts/use-action.ts';
import { organisationPath, VISIBILITIES } from '../words/organisation-words.ts';
import { AssignForm } from './assign-form.tsx';
import { TransferForm } from './transfer-form.tsx';
import { ownerPath, VisibilityChoice } from './visibility-choice.tsx';
import type { OrganisationView } from './organisation.tsx';

const CSV = (['ecosystem', 'name', 'owner', 'visibility', 'since'] as const).map((head) => ({
  head,
  value: (item: OwnedItem) => item[head],
}));

/** Who may do either freezes packages. */
const FREEZING: readonly string[] = ['publish', 'manage-settings'];

const keyOf = ({ ecosystem, name }: OwnedItem) => `${ecosystem} ${name}`;

export function OrganisationPackages({ view }: { readonly view: OrganisationView }) {
  const { name } = view.organisation;
  const path = organisationPath(name, 'packages');
  const { data, problem, isLoading, reload } = useResource<{ readonly items: readonly OwnedItem[] }>(path);
  const mayAssign = useMay('assign-packages');
  const mayFreeze = view.organisation.may.some((action) => FREEZING.includes(action));
  return (
    <>
      {problem === undefined ? null : <Failure problem={problem} retry={reload} />}
      {data === undefined && isLoading ? <Loading what="packages" /> : null}
      {data === undefined || problem !== undefined ? null : data.items.length === 0 ? (
        <Empty
          title="It owns no package that you may see"
          command={`npx gatehouse owner assign ${name} npm '@${name}/tide' private`}
        >
          A reviewer of this server writes down that a name is the organisation’s.
        </Empty>
      ) : (
        <>
          <OwnedTable items={data.items} reload={reload} />
          <Pager page={data} one="package" list={path} csv={CSV} isWhole />
        </>
      )}
      {mayFreeze && data !== undefined && data.items.length > 0 ? <FreezeAll organisation={name} /> : null}
      {view.mayManageSettings && mayAssign ? <AssignForm name={name} reload={reload} /> : null}
    </>
  );
}

function OwnedTable({
  items,
  reload,
}: {
  readonly items: readonly OwnedItem[];
  readonly reload: () => void;
}) {
  const { api } = useApp();
  const mayManage = useMay('manage-organisations');
  const { problem, run } = useAction();
  const [offered, setOffered] = useState<string>();
  const setVisibility = (item: OwnedItem, visibility: string) =>
    void run(async () => {
      await api.send('PUT', ownerPath(item), { visibility });
      reload();
    }, `${item.name} is ${visibility} now`);
  const mayOffer = (item: OwnedItem) => mayManage && item.may.includes('transfer');
  const columns: readonly Column<OwnedItem>[] = [
    {
      head: 'Package',
      kind: 'main',
      cell: ({ ecosystem, name }) => <PackageLink {...{ ecosystem, name }} />,
    },
    {
      head: 'Who may know it',
      cell: (item) =>
        mayManage && item.may.includes('manage-settings') ? (
          <VisibilityChoice
            key={item.visibility}
            item={item}
            setVisibility={(value) => setVisibility(item, value)}
          />
        ) : (
          <span title={VISIBILITIES[item.visibility]}>{item.visibility}</span>
        ),
    },
    { head: 'Since', kind: 'tight', cell: ({ since }) => <Time at={since} /> },
    ...(items.some(mayOffer)
      ? [
          {
            head: 'Hand over',
            kind: 'tight' as const,
            cell: (item: OwnedItem) =>
              mayOffer(item) ? (
                <button
                  type="button"
                  class="button is-small"
                  aria-label={`Offer ${item.name} to somebody else`}
                  aria-expanded={offered === keyOf(item)}
                  onClick={() => setOffered(offered === keyOf(item) ? undefined : keyOf(item))}
                >
                  Offer…
                </button>
              ) : null,
          },
        ]
      : []),
  ];
  const item = items.find((one) => keyOf(one) === offered);
  return (
    <>
      {problem === undefined ? null : <Failure problem={problem} />}
      {item === undefined ? null : (
        <TransferForm key={keyOf(item)} item={item} close={() => setOffered(undefined)} />
      )}
      <Table caption="Packages that the organisation owns" columns={columns} items={items} keyOf={keyOf} />
    </>
  );
}
