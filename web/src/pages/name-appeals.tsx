// Names that somebody asked for although they look like others, and a reviewer's answers.

import { useState } from 'preact/hooks';

import type { AppealItem } from '../../../src/http/api/namespace-contract.ts';
import { useResource } from '../api/use-resource.ts';
import { useApp, useMay } from '../app/context.ts';
import { SelectField, TextField } from '../parts/field.tsx';
import { NeedsFactor } from '../parts/needs-factor.tsx';
import { Section } from '../parts/page.tsx';
import { PanelForm } from '../parts/panel-form.tsx';
import { Pager } from '../parts/pager.tsx';
import { Empty, Failure, Loading } from '../parts/states.tsx';
import { Table, type Column } from '../parts/table.tsx';
import { Time } from '../parts/time.tsx';
import { useAction } from '../parts/use-action.ts';
import { ECOSYSTEM_IDS, ECOSYSTEM_TITLES, type EcosystemId } from '../words/ecosystems.ts';

interface AppealList {
  readonly items: readonly AppealItem[];
}

const STATES: Readonly<Record<AppealItem['state'], string>> = {
  asked: 'waits for an answer',
  granted: 'let through',
  refused: 'refused',
};

const CSV = (
  [
    'ecosystem',
    'name',
    'looksLike',
    'how',
    'account',
    'reason',
    'askedAt',
    'state',
    'decidedBy',
    'answer',
  ] as const
).map((head) => ({ head, value: (item: AppealItem) => item[head] }));

export function NameAppeals() {
  const mayDecide = useMay('decide-appeals');
  const mayAppeal = useMay('appeal-names');
  const list = `/names/appeals${mayDecide ? '?all=true' : ''}`;
  const { data, problem, isLoading, reload } = useResource<AppealList>(list);
  const [answering, setAnswering] = useState<string>();
  const open = data?.items.find(({ id, state }) => id === answering && state === 'asked');
  return (
    <>
      {problem === undefined ? null : <Failure problem={problem} retry={reload} />}
      {data === undefined && isLoading ? <Loading what="names that were asked for" /> : null}
      {open === undefined ? null : (
        <AnswerForm
          appeal={open}
          done={() => {
            setAnswering(undefined);
            reload();
          }}
          close={() => setAnswering(undefined)}
        />
      )}
      {data === undefined || problem !== undefined ? null : data.items.length === 0 ? (
        <Empty title="No name was asked for">
          A new name that looks like one that others rely on is not published. Whoever has a reason for it
          asks here, and a reviewer answers.
        </Empty>
      ) : (
        <>
          <Table
            caption="Names that were asked for"
            columns={columnsOf(mayDecide ? setAnswering : undefined)}
            items={data.items}
            keyOf={({ id }) => id}
          />
          <Pager page={data} one="name" list={list} csv={CSV} isWhole />
        </>
      )}
      {mayAppeal ? (
        <AppealForm reload={reload} />
      ) : (
        <NeedsFactor action="appeal-names" what="Asking for a name" />
      )}
    </>
  );
}

function columnsOf(answer: ((id: string) => void) | undefined): readonly Column<AppealItem>[] {
  return [
    {
      head: 'Name',
      kind: 'main',
      cell: ({ name, ecosystem }) => (
        <span class="anywhere">
          {name} <span class="tag">{ECOSYSTEM_TITLES[ecosystem]}</span>
        </span>
      ),
    },
    {
      head: 'Looks like',
      cell: ({ looksLike, how }) => (
        <span class="lines-in-cell">
          <span class="anywhere">{looksLike}</span>
          <span class="muted">{how}</span>
        </span>
      ),
    },
    { head: 'Reason', kind: 'wide', cell: ({ reason }) => <span class="anywhere">{reason}</span> },
    { head: 'By', kind: 'tight', cell: ({ account }) => <span class="anywhere">{account}</span> },
    { head: 'Asked', kind: 'tight', cell: ({ askedAt }) => <Time at={askedAt} /> },
    {
      head: 'Answer',
      kind: 'tight',
      cell: (item) => {
        if (item.state === 'asked' && answer !== undefined) {
          return (
            <button type="button" class="button is-small" onClick={() => answer(item.id)}>
              Answer<span class="visually-hidden"> for {item.name}</span>
            </button>
          );
        }
        return (
          <span class="lines-in-cell">
            <span>{STATES[item.state]}</span>
            {item.answer === undefined ? null : <span class="muted anywhere">{item.answer}</span>}
          </span>
        );
      },
    },
  ];
}

function AnswerForm(props: {
  readonly appeal: AppealItem;
  readonly done: () => void;
  readonly close: () => void;
}) {
  const { api } = useApp();
  const action = useAction();
  const { id, name, looksLike } = props.appeal;
  const [decision, setDecision] = useState('refused');
  const [answer, setAnswer] = useState('');
  const submit = () =>
    void action.run(
      async () => {
        await api.send('PUT', `/names/appeals/${encodeURIComponent(id)}`, {
          decision,
          answer: answer.trim(),
        });
        props.done();
      },
      `${name} is ${decision === 'granted' ? 'let through' : 'refused'}`,
    );
  return (
    <Section
      title={`Answer for ${name}`}
      lead={`It looks like ${looksLike}: would you take one for the other?`}
    >
      <PanelForm
        label={`Answer for ${name}`}
        submit="Answer"
        action={action}
        onSubmit={submit}
        close={props.close}
      >
        <SelectField
          label="Answer"
          value={decision}
          options={[
            ['refused', 'Refuse it'],
            ['granted', 'Let it through'],
          ]}
          onValue={setDecision}
        />
        <TextField
          label="Why"
          value={answer}
          onValue={setAnswer}
          hint="Whoever asked reads it."
          isRequired
          maxLength={300}
        />
      </PanelForm>
    </Section>
  );
}

function AppealForm({ reload }: { readonly reload: () => void }) {
  const { api } = useApp();
  const action = useAction();
  const [ecosystem, setEcosystem] = useState<EcosystemId>('npm');
  const [name, setName] = useState('');
  const [reason, setReason] = useState('');
  const submit = () =>
    void action.run(async () => {
      await api.send('POST', '/names/appeals', { ecosystem, name: name.trim(), reason: reason.trim() });
      setName('');
      setReason('');
      reload();
    }, `You asked for ${name.trim()}`);
  return (
    <Section title="Ask for a name" lead="For a name that was refused since it looks like another one.">
      <PanelForm label="Ask for a name" submit="Ask" action={action} onSubmit={submit}>
        <div class="form-pair">
          <SelectField
            label="Ecosystem"
            value={ecosystem}
            options={ECOSYSTEM_IDS.map((id) => [id, ECOSYSTEM_TITLES[id]] as const)}
            onValue={(value) => setEcosystem(value as EcosystemId)}
          />
          <TextField label="Name" value={name} onValue={setName} isRequired />
        </div>
        <TextField label="Reason" value={reason} onValue={setReason} isRequired maxLength={300} />
      </PanelForm>
    </Section>
  );
}
