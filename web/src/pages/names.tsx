// Names that are ours: kept from upstreams, exactly or by prefix.

import { useState } from 'preact/hooks';

import type { ReservationItem } from '../../../src/http/api/governance-contract.ts';
import { useResource } from '../api/use-resource.ts';
import { useApp, useMay } from '../app/context.ts';
import { BulkBar } from '../parts/bulk-bar.tsx';
import { Form, SelectField, TextField } from '../parts/field.tsx';
import { Page, Section } from '../parts/page.tsx';
import { Pager } from '../parts/pager.tsx';
import { Actor, useReaderNames, type NameReader } from '../parts/reader.tsx';
import { Empty, Failure, Loading } from '../parts/states.tsx';
import { Table, type Column } from '../parts/table.tsx';
import { Time } from '../parts/time.tsx';
import { useAction } from '../parts/use-action.ts';
import { useSelection } from '../parts/use-selection.ts';
import { ECOSYSTEM_IDS, ECOSYSTEM_TITLES, type EcosystemId } from '../words/ecosystems.ts';

interface ReservationList {
  readonly items: readonly ReservationItem[];
}

const columnsOf = (nameOf: NameReader): readonly Column<ReservationItem>[] => [
  { head: 'Pattern', kind: 'main', cell: ({ pattern }) => <code>{pattern}</code> },
  { head: 'Ecosystem', kind: 'tight', cell: ({ ecosystem }) => ECOSYSTEM_TITLES[ecosystem] },
  { head: 'Reason', kind: 'wide', cell: ({ reason }) => reason },
  { head: 'By', kind: 'tight', cell: ({ author }) => <Actor actor={author} nameOf={nameOf} /> },
  { head: 'Since', kind: 'tight', cell: ({ createdAt }) => <Time at={createdAt} /> },
];

const CSV = (['ecosystem', 'pattern', 'reason', 'author', 'createdAt'] as const).map((head) => ({
  head,
  value: (item: ReservationItem) => item[head],
}));

export function NamesPage() {
  const { api } = useApp();
  const mayReserve = useMay('reserve');
  const mayRelease = useMay('release-name');
  const { data, problem, isLoading, reload } = useResource<ReservationList>('/reservations');
  const nameOf = useReaderNames();
  const items = data?.items ?? [];
  const selection = useSelection(
    items.map(({ id }) => id),
    (key) => items.find(({ id }) => id === key)?.pattern ?? key,
  );
  return (
    <Page
      title="Names"
      lead="Names of your own packages that must never come from an upstream, so that nobody outside can slip a namesake in."
    >
      {problem === undefined ? null : <Failure problem={problem} retry={reload} />}
      {data === undefined && isLoading ? <Loading what="reserved names" /> : null}
      {data === undefined ? null : items.length === 0 ? (
        <Empty
          title="No name is reserved"
          command="npx gatehouse reserve npm '@your-scope/*' --reason 'our own packages'"
        >
          Reserve the scopes, prefixes and names that your own packages use. Published here or not, they are
          then never taken from outside.
        </Empty>
      ) : (
        <>
          <BulkBar
            selection={selection}
            one="name"
            verb="Release"
            act={(id) => api.send('DELETE', `/reservations/${encodeURIComponent(id)}`)}
            done={reload}
          />
          <Table
            caption="Reserved names"
            columns={columnsOf(nameOf)}
            items={items}
            keyOf={({ id }) => id}
            selection={mayRelease ? selection : undefined}
          />
          <Pager page={data} one="name" list="/reservations" csv={CSV} isWhole />
        </>
      )}
      {mayReserve && data !== undefined ? <ReserveForm reload={reload} /> : null}
    </Page>
  );
}

function ReserveForm({ reload }: { readonly reload: () => void }) {
  const { api } = useApp();
  const { isBusy, problem, run } = useAction();
  const [ecosystem, setEcosystem] = useState<EcosystemId>('npm');
  const [pattern, setPattern] = useState('');
  const [reason, setReason] = useState('');
  const submit = async () => {
    const isDone = await run(async () => {
      await api.send('POST', '/reservations', { ecosystem, pattern: pattern.trim(), reason: reason.trim() });
      reload();
    }, `Reserved ${pattern}`);
    if (isDone) setPattern('');
  };
  return (
    <Section title="Reserve a name">
      <div class="panel is-padded">
        <Form label="Reserve a name" submit="Reserve" isBusy={isBusy} onSubmit={() => void submit()}>
          {problem === undefined ? null : <Failure problem={problem} />}
          <div class="form-pair">
            <SelectField
              label="Ecosystem"
              value={ecosystem}
              options={ECOSYSTEM_IDS.map((id) => [id, ECOSYSTEM_TITLES[id]] as const)}
              onValue={(value) => setEcosystem(value as EcosystemId)}
            />
            <TextField
              label="Name or prefix"
              value={pattern}
              onValue={setPattern}
              placeholder={PLACEHOLDERS[ecosystem]}
              hint="A * at the end stands for every name that begins so."
              isRequired
            />
          </div>
          <TextField
            label="Reason"
            value={reason}
            onValue={setReason}
            hint="Shown in the refusal."
            isRequired
            maxLength={500}
          />
        </Form>
      </div>
    </Section>
  );
}

const PLACEHOLDERS: Readonly<Record<EcosystemId, string>> = {
  npm: '@your-scope/*',
  pypi: 'yourcompany-*',
  cargo: 'yourcompany-*',
  maven: 'com.yourcompany:*',
  composer: 'yourcompany/*',
};
