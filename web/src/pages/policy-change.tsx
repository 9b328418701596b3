// Edits a policy: faults at their lines, a test against all known packages, then a note and the person's confirmation.

import { useState } from 'preact/hooks';

import type { Problem } from '../../../src/http/api/contract.ts';
import type { PolicyItem } from '../../../src/http/api/governance-contract.ts';
import { useApp } from '../app/context.ts';
import { useQuery } from '../app/use-query.ts';
import { Banner } from '../parts/banner.tsx';
import { TextField } from '../parts/field.tsx';
import { Failure } from '../parts/states.tsx';
import type { PlacedFault } from './place-faults.ts';
import { PolicyEditor } from './policy-editor.tsx';
import { PolicyTestResult } from './policy-test-result.tsx';
import { usePolicyChange } from './use-policy-change.ts';

export function PolicyChangeForm({
  current,
  reload,
}: {
  readonly current: PolicyItem;
  readonly reload: () => void;
}) {
  const { announce } = useApp();
  const query = useQuery();
  const [note, setNote] = useState('');
  const { draft, faults, result, problem, isBusy, edit, test, apply } = usePolicyChange(current, () => {
    announce('The policy is in force');
    query.set({ edit: undefined });
    reload();
  });
  const isChanged = draft.text !== current.text;
  return (
    <form
      class="stack"
      aria-label={`Edit the policy of view ${current.view}`}
      onSubmit={(event) => {
        event.preventDefault();
        if (!isBusy && isChanged) apply(note.trim());
      }}
    >
      {draft.isRestored ? (
        <Banner tone="note">
          <p>Your unsaved text from before is here again.</p>
        </Banner>
      ) : null}
      {problem === undefined ? null : <ApplyProblem problem={problem} />}
      <Faults faults={faults} />
      <PolicyEditor text={draft.text} faults={faults} onText={edit} />
      {result === undefined ? null : <PolicyTestResult result={result} />}
      <TextField
        label="Note"
        value={note}
        onValue={setNote}
        hint="Why it changes: kept in the journal."
        isRequired
        maxLength={500}
      />
      <div class="row">
        <button type="button" class="button" disabled={isBusy} onClick={test}>
          {isBusy ? 'Working…' : 'Test: what would change'}
        </button>
        <button type="submit" class="button is-primary" aria-disabled={isBusy || !isChanged}>
          Apply
        </button>
        <a class="button" href={query.href({ edit: undefined })} onClick={draft.drop}>
          Discard
        </a>
        {isChanged ? null : <span class="muted">Nothing is changed yet.</span>}
      </div>
    </form>
  );
}

function ApplyProblem({ problem }: { readonly problem: Problem }) {
  if (problem.code !== 'conflict') return <Failure problem={problem} />;
  return (
    <Banner tone="block">
      <p>
        <strong>Somebody else applied another version meanwhile.</strong> Nothing of yours was applied, and
        your text stays here. Copy it, load this page again to see the newest, and bring your change over.
      </p>
    </Banner>
  );
}

function Faults({ faults }: { readonly faults: readonly PlacedFault[] }) {
  if (faults.length === 0) return null;
  return (
    <Banner tone="block">
      <p>
        <strong>This is no policy yet.</strong> Nothing was applied.
      </p>
      <ul id="policy-faults">
        {faults.map(({ line, text }) => (
          <li key={`${line} ${text}`}>
            <p>{line === undefined ? text : `Line ${line}: ${text}`}</p>
          </li>
        ))}
      </ul>
    </Banner>
  );
}
