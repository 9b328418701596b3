// Says how findings stand: a state, why, and of what is accepted until when.

import { useState } from 'preact/hooks';

import type { HeldFindingItem } from '../../../src/http/api/finding-contract.ts';
import type { ApiClient } from '../api/client.ts';
import { useApp } from '../app/context.ts';
import { BulkBar } from '../parts/bulk-bar.tsx';
import { SelectField, TextField } from '../parts/field.tsx';
import type { Chosen } from '../parts/use-selection.ts';
import {
  needsReason,
  STATE_MEANINGS,
  STATE_NAMES,
  STATE_TITLES,
  type StateName,
} from '../words/finding-words.ts';
import { keyOfFinding } from './finding-table.tsx';

export interface Decision {
  readonly state: StateName;
  readonly reason: string;
  readonly until: string;
}

export interface Draft {
  readonly decision: Decision;
  readonly change: (change: Partial<Decision>) => void;
  /** What is missing, in words. */
  readonly fault: string | undefined;
}

const LASTS_DAYS = 90;
const DAY_MS = 86_400_000;

export function useDecision(): Draft {
  const [decision, setDecision] = useState<Decision>(() => ({
    state: 'in-triage',
    reason: '',
    until: new Date(Date.now() + LASTS_DAYS * DAY_MS).toISOString().slice(0, 10),
  }));
  const { state, reason, until } = decision;
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(until) && Date.parse(until) > Date.now() - DAY_MS;
  return {
    decision,
    change: (change) => setDecision({ ...decision, ...change }),
    fault:
      needsReason(state) && reason.trim() === ''
        ? 'Say why: the reason is kept in the journal.'
        : state === 'accepted' && !isDay
          ? 'Say until when, as a day to come such as 2027-01-31.'
          : undefined,
  };
}

/** In one application; without one, in all that have it. */
export async function decide(
  api: ApiClient,
  id: string,
  { state, reason, until }: Decision,
  application?: { readonly name: string; readonly environment: string },
): Promise<void> {
  await api.send('POST', `/findings/${encodeURIComponent(id)}/state`, {
    state,
    ...(reason.trim() === '' ? {} : { reason: reason.trim() }),
    ...(state === 'accepted' ? { until } : {}),
    ...(application === undefined
      ? { everywhere: true }
      : { application: application.name, environment: application.environment }),
  });
}

export function DecisionFields({ draft }: { readonly draft: Draft }) {
  const { state, reason, until } = draft.decision;
  return (
    <>
      <SelectField
        label="State"
        value={state}
        options={STATE_NAMES.map((name) => [name, STATE_TITLES[name]] as const)}
        onValue={(value) => draft.change({ state: STATE_NAMES.find((name) => name === value) ?? 'open' })}
        hint={STATE_MEANINGS[state]}
      />
      {state === 'accepted' ? (
        <TextField
          label="Until"
          value={until}
          onValue={(value) => draft.change({ until: value })}
          placeholder="2027-01-31"
          hint="Its last day (UTC)."
        />
      ) : null}
      <TextField
        label={needsReason(state) ? 'Reason' : 'Reason (may be empty)'}
        value={reason}
        onValue={(value) => draft.change({ reason: value })}
        maxLength={1_000}
        hint="Shown beside the finding."
      />
    </>
  );
}

export function DecideMany(props: {
  readonly selection: Chosen;
  readonly items: readonly HeldFindingItem[];
  readonly keys: readonly string[];
  readonly done: () => void;
}) {
  const { selection, items, keys, done } = props;
  const { api } = useApp();
  const draft = useDecision();
  return (
    <BulkBar
      selection={selection}
      one="finding"
      verb="Set state"
      isReady={draft.fault === undefined}
      fields={
        <>
          <DecisionFields draft={draft} />
          {draft.fault === undefined ? null : <p class="muted bulk-fault">{draft.fault}</p>}
        </>
      }
      more={
        keys.every((key) => selection.chosen.has(key)) ? null : (
          <button type="button" class="button is-small is-quiet" onClick={() => selection.choose(keys)}>
            Choose all on this page
          </button>
        )
      }
      act={async (key) => {
        const item = items.find((one) => keyOfFinding(one) === key);
        if (item !== undefined) await decide(api, item.id, draft.decision, item.application);
      }}
      done={done}
    />
  );
}
