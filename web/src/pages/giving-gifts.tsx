// What was given: the list, and entries taken back where they were wrong.

import { useState } from 'preact/hooks';

import type { GiftItem } from '../../../src/http/api/giving-contract.ts';
import { queryOf } from '../api/client.ts';
import { useReloadOn } from '../api/use-reload-on.ts';
import { useResource } from '../api/use-resource.ts';
import { useApp, useMay } from '../app/context.ts';
import { useQuery } from '../app/use-query.ts';
import { Form, TextField } from '../parts/field.tsx';
import { OutsideLink } from '../parts/outside-link.tsx';
import { Section } from '../parts/page.tsx';
import { Pager } from '../parts/pager.tsx';
import { Actor, useReaderNames, type NameReader } from '../parts/reader.tsx';
import type { CsvColumn } from '../parts/save-file.ts';
import { Empty, Failure, Loading } from '../parts/states.tsx';
import { Table, type Column } from '../parts/table.tsx';
import { useAction } from '../parts/use-action.ts';
import { describeMinutes, describeMoney, KIND_TITLES } from '../words/giving-words.ts';
import { hrefOfPurl } from '../words/purl-address.ts';
import { GiftForm } from './gift-form.tsx';

interface GiftPage {
  readonly items: readonly GiftItem[];
  readonly next?: string;
}

export function GivingGifts({ reload: reloadLead }: { readonly reload: () => void }) {
  const query = useQuery();
  const mayRecord = useMay('record-gifts');
  const isAdding = query.get('add') !== undefined && mayRecord;
  const withdrawing = query.get('withdraw');
  const { data, problem, isLoading, reload } = useResource<GiftPage>(
    `/giving/records${queryOf({ after: query.get('after'), limit: 50 })}`,
  );
  const again = () => {
    reload();
    reloadLead();
  };
  useReloadOn(['gift-recorded', 'gift-withdrawn'], reload);
  const wrong = data?.items.find(({ id }) => id === withdrawing);
  return (
    <>
      {isAdding ? <GiftForm done={again} /> : null}
      {wrong === undefined || !mayRecord ? null : <WithdrawForm gift={wrong} done={again} />}
      {problem === undefined ? null : <Failure problem={problem} retry={reload} />}
      {data === undefined && isLoading ? <Loading what="what was given" /> : null}
      {data === undefined || problem !== undefined ? null : data.items.length === 0 ? (
        <Empty
          title="Nothing was recorded"
          command="npx gatehouse give record PURL --amount 100 --currency EUR"
        >
          Money and hours that went to whom you depend on stand here, and beside what is used. Record them
          here or from the command line:
        </Empty>
      ) : (
        <GiftList page={data} mayWithdraw={mayRecord} />
      )}
    </>
  );
}

function GiftList({ page, mayWithdraw }: { readonly page: GiftPage; readonly mayWithdraw: boolean }) {
  const nameOf = useReaderNames();
  const query = useQuery();
  const withdraw: Column<GiftItem> = {
    head: 'Correct',
    kind: 'tight',
    cell: ({ id, target, withdrawnAt }) =>
      withdrawnAt !== undefined ? null : (
        <a
          class="button is-small is-quiet"
          href={query.href({ withdraw: id, add: undefined })}
          aria-label={`Withdraw the gift to ${target}`}
        >
          Withdraw
        </a>
      ),
  };
  return (
    <Section title="Gifts" lead="The newest first. What was withdrawn stays, and counts no more.">
      <Table
        caption="What was given"
        columns={[...columnsOf(nameOf), ...(mayWithdraw ? [withdraw] : [])]}
        items={page.items}
        keyOf={({ id }) => id}
        classOf={({ withdrawnAt }) => (withdrawnAt === undefined ? undefined : 'is-gone')}
      />
      <Pager page={page} one="gift" list="/giving/records" csv={CSV} />
    </Section>
  );
}

const columnsOf = (nameOf: NameReader): readonly Column<GiftItem>[] => [
  { head: 'To', kind: 'main', cell: ({ target }) => <Target target={target} /> },
  { head: 'Day', kind: 'tight', cell: ({ day }) => day },
  { head: 'Kind', kind: 'tight', cell: ({ kind }) => KIND_TITLES[kind] },
  {
    head: 'Given',
    kind: 'number',
    cell: ({ money, minutes }) =>
      money === undefined ? describeMinutes(minutes ?? 0) : describeMoney(money),
  },
  { head: 'Note', kind: 'wide', cell: (item) => <Note item={item} /> },
  {
    head: 'Recorded by',
    kind: 'tight',
    cell: ({ recordedBy }) => <Actor actor={recordedBy} nameOf={nameOf} />,
  },
];

function Target({ target }: { readonly target: string }) {
  const href = hrefOfPurl(target);
  if (href === undefined)
    return <OutsideLink url={target}>{<span class="anywhere">{target}</span>}</OutsideLink>;
  return (
    <a class="anywhere" href={href}>
      {target}
    </a>
  );
}

function Note({ item }: { readonly item: GiftItem }) {
  const { note, evidence, withdrawnBecause } = item;
  if (note === undefined && evidence === undefined && withdrawnBecause === undefined) return null;
  return (
    <span class="lines-in-cell">
      {note === undefined ? null : <span class="anywhere">{note}</span>}
      {evidence === undefined ? null : (
        <OutsideLink url={evidence}>
          <span class="anywhere">{evidence}</span>
        </OutsideLink>
      )}
      {withdrawnBecause === undefined ? null : <strong>Withdrawn: {withdrawnBecause}</strong>}
    </span>
  );
}

function WithdrawForm({ gift, done }: { readonly gift: GiftItem; readonly done: () => void }) {
  const { api } = useApp();
  const query = useQuery();
  const { isBusy, problem, run } = useAction();
  const [reason, setReason] = useState('');
  const close = { withdraw: undefined };
  const submit = async () => {
    const path = `/giving/records/${encodeURIComponent(gift.id)}${queryOf({ reason: reason.trim() })}`;
    const isDone = await run(async () => {
      await api.send('DELETE', path);
    }, `Withdrew the gift to ${gift.target}`);
    if (!isDone) return;
    query.set(close, 'replace');
    done();
  };
  return (
    <div class="panel is-padded">
      <Form
        label={`Withdraw the gift to ${gift.target}`}
        submit="Withdraw"
        isBusy={isBusy}
        onSubmit={() => void submit()}
        more={
          <a class="button" href={query.href(close)}>
            Cancel
          </a>
        }
      >
        {problem === undefined ? null : <Failure problem={problem} />}
        <TextField
          label={`Why the entry for ${gift.target} of ${gift.day} is wrong`}
          value={reason}
          onValue={setReason}
          maxLength={500}
          hint="It stays in the list with this reason, and counts no more."
          isRequired
        />
      </Form>
    </div>
  );
}

const CSV: readonly CsvColumn<GiftItem>[] = [
  ...(['id', 'day', 'kind'] as const).map((head) => ({ head, value: (item: GiftItem) => item[head] })),
  { head: 'amount', value: ({ money }) => money?.amount },
  { head: 'currency', value: ({ money }) => money?.currency },
  ...(
    [
      'minutes',
      'target',
      'note',
      'evidence',
      'recordedBy',
      'recordedAt',
      'withdrawnAt',
      'withdrawnBecause',
    ] as const
  ).map((head) => ({ head, value: (item: GiftItem) => item[head] })),
];
