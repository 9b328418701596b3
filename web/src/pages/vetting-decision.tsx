// Approves a package, with conditions or without, or rejects it: with a reason and an end, by a person who proves themself.

import { useState } from 'preact/hooks';

import type { VettingDetail } from '../../../src/http/api/vetting-contract.ts';
import { useApp } from '../app/context.ts';
import { Form, SelectField, TextField } from '../parts/field.tsx';
import { Failure } from '../parts/states.tsx';
import { useAction } from '../parts/use-action.ts';
import {
  DECISION_MEANINGS,
  DECISION_TITLES,
  STATE_WORDS,
  type DecisionName,
} from '../words/vetting-words.ts';

const LASTS = [
  ['30d', '30 days'],
  ['90d', '90 days'],
  ['180d', 'half a year'],
  ['365d', 'a year'],
  ['730d', 'two years'],
] as const;

const DECISIONS = Object.keys(DECISION_TITLES) as readonly DecisionName[];

export function DecideVetting({ id, done }: { readonly id: string; readonly done: () => void }) {
  const { api } = useApp();
  const { isBusy, problem, run } = useAction();
  const [decision, setDecision] = useState<DecisionName>('approved');
  const [reason, setReason] = useState('');
  const [conditions, setConditions] = useState('');
  const [lasts, setLasts] = useState('365d');
  const hasConditions = decision === 'approved-with-conditions';
  const submit = async () => {
    const body = {
      decision,
      reason: reason.trim(),
      lasts,
      ...(hasConditions ? { conditions: conditions.trim() } : {}),
    };
    const path = `/vetting/${encodeURIComponent(id)}/decision`;
    const isDone = await run(
      async () => void (await api.send<VettingDetail>('PUT', path, body)),
      `Vetted: ${STATE_WORDS[decision]}`,
    );
    if (isDone) done();
  };
  return (
    <div class="panel is-padded">
      <Form label="Decide" submit={DECISION_TITLES[decision]} isBusy={isBusy} onSubmit={() => void submit()}>
        {problem === undefined ? null : <Failure problem={problem} />}
        <div class="form-pair">
          <SelectField
            label="Decision"
            value={decision}
            options={DECISIONS.map((one) => [one, DECISION_TITLES[one]] as const)}
            onValue={(value) => setDecision(value as DecisionName)}
            hint={DECISION_MEANINGS[decision]}
          />
          <SelectField
            label="Holds for"
            value={lasts}
            options={LASTS}
            onValue={setLasts}
            hint="Then it is to be looked at again."
          />
        </div>
        <TextField
          label="Reason"
          value={reason}
          onValue={setReason}
          lines={3}
          hint="What in the card decided it."
          isRequired
        />
        {hasConditions ? (
          <TextField
            label="Conditions"
            value={conditions}
            onValue={setConditions}
            lines={2}
            hint="What whoever uses it has to heed: shown wherever the package is."
            isRequired
          />
        ) : null}
      </Form>
    </div>
  );
}
