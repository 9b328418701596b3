// Records something that was given.

import { useState } from 'preact/hooks';

import type { GiftItem } from '../../../src/http/api/giving-contract.ts';
import { useApp } from '../app/context.ts';
import { useQuery } from '../app/use-query.ts';
import { Form, SelectField, TextField } from '../parts/field.tsx';
import { Failure } from '../parts/states.tsx';
import { useAction } from '../parts/use-action.ts';
import { KIND_TITLES } from '../words/giving-words.ts';

const KINDS = Object.entries(KIND_TITLES);

/** As it is typed. */
interface Draft {
  readonly target: string;
  readonly kind: string;
  readonly amount: string;
  readonly currency: string;
  readonly hours: string;
  readonly day: string;
  readonly note: string;
  readonly evidence: string;
}

export function GiftForm({ done }: { readonly done: () => void }) {
  const { api } = useApp();
  const query = useQuery();
  const { isBusy, problem, run } = useAction();
  const [draft, setDraft] = useState<Draft>({
    target: query.get('to') ?? '',
    kind: 'money',
    amount: query.get('amount') ?? '',
    currency: query.get('currency') ?? 'EUR',
    hours: '',
    day: new Date().toISOString().slice(0, 10),
    note: '',
    evidence: '',
  });
  const close = { add: undefined, to: undefined, amount: undefined, currency: undefined };
  const submit = async () => {
    const body = bodyOf(draft);
    const isDone = await run(async () => {
      const { line } = await api.send<GiftItem>('POST', '/giving/records', body);
      return line === undefined
        ? `Recorded for ${body.target}, which no package here goes by: it counts in the sums alone`
        : `Recorded for ${body.target}`;
    });
    if (!isDone) return;
    query.set(close, 'replace');
    done();
  };
  return (
    <div class="panel is-padded">
      <Form
        label="Record a gift"
        submit="Record"
        isBusy={isBusy}
        isWide
        onSubmit={() => void submit()}
        more={
          <a class="button" href={query.href(close)}>
            Cancel
          </a>
        }
      >
        {problem === undefined ? null : <Failure problem={problem} />}
        <GiftFields draft={draft} change={(parts) => setDraft({ ...draft, ...parts })} />
      </Form>
    </div>
  );
}

interface FieldsProps {
  readonly draft: Draft;
  readonly change: (parts: Partial<Draft>) => void;
}

function GiftFields({ draft, change }: FieldsProps) {
  return (
    <>
      <TextField
        label="To"
        value={draft.target}
        onValue={(target) => change({ target })}
        placeholder="pkg:npm/name"
        hint="A package-URL, the address at which money is taken, or a name."
        isRequired
      />
      <div class="giving-fields">
        <SelectField label="What" value={draft.kind} options={KINDS} onValue={(kind) => change({ kind })} />
        <MeasureFields draft={draft} change={change} />
        <TextField label="Day" value={draft.day} onValue={(day) => change({ day })} hint="2026-11-29" />
      </div>
      <TextField
        label="Note"
        value={draft.note}
        onValue={(note) => change({ note })}
        maxLength={500}
        hint="What for."
      />
      <TextField
        label="Where it can be seen"
        value={draft.evidence}
        onValue={(evidence) => change({ evidence })}
        placeholder="https://…"
        hint="An invoice, a pull request."
      />
    </>
  );
}

/** Money has an amount, all else takes time. */
function MeasureFields({ draft, change }: FieldsProps) {
  const { kind, amount, currency, hours } = draft;
  if (kind !== 'money') {
    const isNone = hours.trim() !== '' && minutesOf(hours) === undefined;
    return (
      <TextField
        label="Hours"
        value={hours}
        onValue={(value) => change({ hours: value })}
        placeholder="16"
        hint="16 or 1.5"
        fault={isNone ? 'Hours, such as 16 or 1.5' : undefined}
        isRequired
      />
    );
  }
  return (
    <>
      <TextField
        label="Amount"
        value={amount}
        onValue={(value) => change({ amount: value })}
        placeholder="1200"
        hint="1200 or 1200.50"
        isRequired
      />
      <TextField
        label="Currency"
        value={currency}
        onValue={(value) => change({ currency: value })}
        maxLength={3}
        hint="ISO 4217"
        isRequired
      />
    </>
  );
}

/** As the API takes it; what was left empty is left out. */
function bodyOf({ target, kind, amount, currency, hours, ...more }: Draft) {
  const said = Object.entries(more).flatMap(([key, text]) =>
    text.trim() === '' ? [] : [[key, text.trim()] as const],
  );
  const measure =
    kind === 'money'
      ? { amount: amount.trim(), currency: currency.trim().toUpperCase() }
      : { minutes: minutesOf(hours) };
  return { target: target.trim(), kind, ...measure, ...Object.fromEntries(said) };
}

function minutesOf(hours: string): number | undefined {
  return /^\d{1,4}(?:\.\d{1,2})?$/.test(hours.trim()) ? Math.round(Number(hours) * 60) : undefined;
}
