// What policy kept out, or would have, as it happens.

import { useEffect, useState } from 'preact/hooks';

import type { DecisionItem, DecisionPage } from '../../../src/http/api/decision-contract.ts';
import { queryOf } from '../api/client.ts';
import { useEvents, type StreamState } from '../api/use-events.ts';
import { useResource } from '../api/use-resource.ts';
import { useQuery } from '../app/use-query.ts';
import { ChoiceFilter, EcosystemFilter, TextFilter } from '../parts/filters.tsx';
import { VerdictIcon } from '../parts/icons.tsx';
import { Page } from '../parts/page.tsx';
import { Pager } from '../parts/pager.tsx';
import { Empty, Failure, Loading } from '../parts/states.tsx';
import { countOf } from '../words/byte-words.ts';
import { DECISION_CSV, DecisionTable } from './decision-table.tsx';
import { matchesFilters, mergeDecisions, type DecisionFilters } from './merge-decisions.ts';

const PAGE_SIZE = 50;

export function DecisionsPage() {
  const query = useQuery();
  const filters: DecisionFilters = {
    text: query.get('text'),
    ecosystem: query.get('ecosystem'),
    mode: query.get('mode'),
    rule: query.get('rule'),
  };
  const after = query.get('after');
  const { data, problem, isLoading, reload } = useResource<DecisionPage>(
    `/decisions${queryOf({ ...filters, after, limit: PAGE_SIZE })}`,
  );
  const live = useLiveDecisions(data, filters, {
    isOn: query.get('live') !== 'off',
    isFirstPage: after === undefined,
  });
  const isFiltered = Object.values(filters).some((value) => value !== undefined);
  return (
    <Page
      title="Decisions"
      lead="What policy kept out and why, newest first. Rules in observe mode only record what they would have done."
      actions={
        after !== undefined ? undefined : (
          <LiveSwitch state={live.state} waiting={live.waiting} isOn={query.get('live') !== 'off'} />
        )
      }
    >
      <div class="filters">
        <TextFilter name="text" label="Package, reason or reader" />
        <EcosystemFilter />
        <ChoiceFilter
          name="mode"
          label="Mode"
          all="Enforced and observed"
          options={[
            ['enforced', 'Enforced'],
            ['observed', 'Observed'],
          ]}
        />
        <TextFilter name="rule" label="Rule" placeholder="young-version" />
      </div>
      {problem === undefined ? null : <Failure problem={problem} retry={reload} />}
      {data === undefined && isLoading ? <Loading what="decisions" /> : null}
      {data === undefined || problem !== undefined ? null : live.items.length === 0 ? (
        <NoDecisions isFiltered={isFiltered} />
      ) : (
        <>
          <DecisionTable caption="Decisions, newest first" items={live.items} fresh={live.fresh} />
          <Pager
            page={{ items: live.items, next: data.next }}
            one="decision"
            list="/decisions"
            filters={{ ...filters }}
            csv={DECISION_CSV}
          />
        </>
      )}
    </Page>
  );
}

function NoDecisions({ isFiltered }: { readonly isFiltered: boolean }) {
  return isFiltered ? (
    <Empty title="No decision matches these filters">
      <a href="/decisions">Show all decisions</a>
    </Empty>
  ) : (
    <Empty title="Nothing was kept out yet" command="npx gatehouse explain pkg:npm/left-pad@1.3.0">
      Refusals appear here the moment that they happen. To see how a verdict is explained, ask about any
      package:
    </Empty>
  );
}

const STATE_WORDS: Readonly<Record<StreamState, string>> = {
  closed: 'Paused',
  connecting: 'Connecting…',
  open: 'Live',
  lost: 'Connection lost, trying again…',
};

function LiveSwitch({
  state,
  waiting,
  isOn,
}: {
  readonly state: StreamState;
  readonly waiting: number;
  readonly isOn: boolean;
}) {
  const query = useQuery();
  return (
    <>
      <span class={state === 'open' ? 'verdict verdict-allow' : 'muted'} role="status">
        {state === 'open' ? <VerdictIcon action="allow" size={14} /> : null}
        {STATE_WORDS[state]}
        {isOn || waiting === 0 ? '' : `; ${countOf(waiting, 'new decision')} waiting`}
      </span>
      <button
        type="button"
        class="button is-small"
        onClick={() => query.set({ live: isOn ? 'off' : undefined }, 'replace')}
      >
        {isOn ? 'Pause' : 'Resume'}
      </button>
    </>
  );
}

/** The stream stays open while paused, so that what happened meanwhile is counted and then shown. */
function useLiveDecisions(
  page: DecisionPage | undefined,
  filters: DecisionFilters,
  { isOn, isFirstPage }: { readonly isOn: boolean; readonly isFirstPage: boolean },
) {
  const [arrived, setArrived] = useState<readonly DecisionItem[]>([]);
  const [shown, setShown] = useState<readonly DecisionItem[]>([]);
  useEffect(() => {
    setArrived([]);
    setShown([]);
  }, [page]);
  const state = useEvents('decision', page !== undefined && isFirstPage, (item) => {
    if (matchesFilters(item, filters))
      setArrived((before) => mergeDecisions(before, [item]).slice(0, PAGE_SIZE));
  });
  useEffect(() => {
    if (isOn) setShown(arrived);
  }, [isOn, arrived]);
  const isPaused = !isOn;
  return {
    items: mergeDecisions(page?.items ?? [], shown),
    fresh: new Set(shown.map(({ id }) => id)),
    waiting: arrived.filter((item) => !shown.includes(item)).length,
    state: isPaused && state === 'open' ? ('closed' as const) : state,
  };
}
