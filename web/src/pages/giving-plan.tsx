// A budget shared out: who gets how much, where, and what to do for those whom money cannot reach.

import { useState } from 'preact/hooks';

import type { GivingPlanAnswer } from '../../../src/http/api/giving-contract.ts';
import { queryOf } from '../api/client.ts';
import { useResource } from '../api/use-resource.ts';
import { useMay } from '../app/context.ts';
import { useQuery } from '../app/use-query.ts';
import { Form, TextField } from '../parts/field.tsx';
import { OutsideLink } from '../parts/outside-link.tsx';
import { Section } from '../parts/page.tsx';
import { SaveCsv } from '../parts/save-csv.tsx';
import { Empty, Failure, Loading } from '../parts/states.tsx';
import { Table, type Column } from '../parts/table.tsx';
import { countOf, describeCount } from '../words/byte-words.ts';
import { describeGiven, describeMoney, describePart } from '../words/giving-words.ts';
import { FundingCell, LINE_CSV, Payee } from './giving-lines.tsx';

type Share = GivingPlanAnswer['shares'][number];
type Unfunded = GivingPlanAnswer['unfunded'][number];

export function GivingPlan() {
  const query = useQuery();
  const [budget, currency, minimum] = [query.get('budget'), query.get('currency'), query.get('minimum')];
  const isAsked = budget !== undefined && currency !== undefined;
  const asked = { budget, currency, minimum, weights: query.get('weights') };
  const { data, problem, isLoading, reload } = useResource<GivingPlanAnswer>(
    isAsked ? `/giving/plan${queryOf(asked)}` : undefined,
  );
  return (
    <>
      <div class="panel is-padded">
        <PlanForm />
      </div>
      {problem === undefined ? null : <Failure problem={problem} retry={reload} />}
      {data === undefined && isAsked && isLoading ? <Loading what="the plan" /> : null}
      {data === undefined || problem !== undefined ? null : <PlanView plan={data} />}
      {isAsked ? null : (
        <Empty
          title="Say how much"
          command="npx gatehouse give plan --budget 12000 --currency EUR --format markdown"
        >
          A budget is shared out by score among those whose payee is known, to the cent; whoever would get
          less than the minimum gets nothing, and the others share it. For the finance department:
        </Empty>
      )}
    </>
  );
}

function PlanForm() {
  const query = useQuery();
  const [budget, setBudget] = useState(query.get('budget') ?? '');
  const [currency, setCurrency] = useState(query.get('currency') ?? 'EUR');
  const [minimum, setMinimum] = useState(query.get('minimum') ?? '50');
  const submit = () =>
    query.set({
      budget: budget.trim(),
      currency: currency.trim().toUpperCase(),
      minimum: minimum.trim() === '' ? undefined : minimum.trim(),
    });
  return (
    <Form label="Plan a budget" submit="Plan" isBusy={false} isWide onSubmit={submit}>
      <div class="giving-fields">
        <TextField
          label="Budget"
          value={budget}
          onValue={setBudget}
          placeholder="12000"
          hint="12000 or 12000.50"
          isRequired
        />
        <TextField
          label="Currency"
          value={currency}
          onValue={setCurrency}
          maxLength={3}
          hint="ISO 4217: EUR, USD"
          isRequired
        />
        <TextField label="Minimum" value={minimum} onValue={setMinimum} hint="Nobody gets less" />
      </div>
    </Form>
  );
}

function PlanView({ plan }: { readonly plan: GivingPlanAnswer }) {
  const mayRecord = useMay('record-gifts');
  const { shares, budget, minimum, left, dropped } = plan;
  const columns = [...SHARE_COLUMNS, ...(mayRecord ? [RECORD] : [])];
  return (
    <>
      <Section
        title="Who gets how much"
        lead={
          shares.length === 0
            ? `Nobody can be given ${describeMoney(minimum)} of ${describeMoney(budget)}.`
            : `${describeMoney(budget)} among ${countOf(shares.length, 'payee')}, nobody less than ${describeMoney(minimum)}.${
                dropped === 0 ? '' : ` ${describeCount(dropped)} more would have got less.`
              }`
        }
        more={
          shares.length === 0 ? undefined : (
            <SaveCsv fileName="giving-plan" columns={PLAN_CSV} items={shares} />
          )
        }
      >
        {shares.length === 0 ? (
          <p class="panel is-padded">
            {describeMoney(left)} is left. A lower minimum reaches more people; so does saying where money is
            taken: <code>npx gatehouse give funding PURL --link URL</code>
          </p>
        ) : (
          <Table caption="The plan" columns={columns} items={shares} keyOf={({ key }) => key} />
        )}
      </Section>
      {plan.unfundedCount === 0 ? null : (
        <Section
          title="Whom money cannot reach"
          lead={`No place to give to is known for ${countOf(plan.unfundedCount, 'payee')}, ${describePart(plan.unfundedShare)} of what you depend on. Time reaches them all the same.`}
        >
          <Table
            caption="Whom money cannot reach"
            columns={UNFUNDED_COLUMNS}
            items={plan.unfunded}
            keyOf={({ key }) => key}
          />
          {plan.unfundedCount <= plan.unfunded.length ? null : (
            <p class="muted">… and {describeCount(plan.unfundedCount - plan.unfunded.length)} more</p>
          )}
        </Section>
      )}
    </>
  );
}

const SHARE_COLUMNS: readonly Column<Share>[] = [
  { head: 'Payee', kind: 'main', cell: (line) => <Payee line={line} /> },
  { head: 'Amount', kind: 'number', cell: ({ money }) => <strong>{describeMoney(money)}</strong> },
  { head: 'Score', kind: 'number', cell: ({ score }) => score.toFixed(3) },
  { head: 'Where', cell: (line) => <FundingCell line={line} /> },
  {
    head: 'Given in 12 months',
    cell: ({ given }) => describeGiven(given) ?? <span class="muted">nothing</span>,
  },
];

const RECORD: Column<Share> = {
  head: 'Record',
  kind: 'tight',
  cell: ({ title, money }) => (
    <a
      class="button is-small is-quiet"
      href={`/giving${queryOf({ tab: 'given', add: 'yes', to: title.purl, amount: money.amount, currency: money.currency })}`}
      aria-label={`Record that ${title.name} got it`}
    >
      Record
    </a>
  ),
};

const PLAN_CSV = [
  { head: 'amount', value: ({ money }: Share) => money.amount },
  { head: 'currency', value: ({ money }: Share) => money.currency },
  ...LINE_CSV,
];

const UNFUNDED_COLUMNS: readonly Column<Unfunded>[] = [
  { head: 'Payee', kind: 'main', cell: (line) => <Payee line={line} /> },
  { head: 'Share', kind: 'number', cell: ({ share }) => describePart(share) },
  { head: 'Instead', kind: 'wide', cell: ({ instead }) => <span class="anywhere">{instead}</span> },
  {
    head: 'Repository',
    cell: ({ repository }) =>
      repository === undefined ? (
        <span class="muted">unknown</span>
      ) : (
        <OutsideLink url={repository}>
          <span class="anywhere">{repository.replace(/^https?:\/\//, '')}</span>
        </OutsideLink>
      ),
  },
];
