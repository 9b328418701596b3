// What is told of fixes, wherever they are: what became of a step, what it closes, commands.

import type { FollowedFlawItem } from '../../../src/http/api/fix-plan-contract.ts';
import { findingHref } from '../words/finding-words.ts';
import { FATE_WORDS, splitCommands, STEP_TITLES, type StepFateName } from '../words/fix-words.ts';
import { Copy } from './copy.tsx';
import { VerdictIcon } from './icons.tsx';
import { Exploited, Severity } from './severity.tsx';
import { Time } from './time.tsx';

const SHOWN = 4;

/** Done, partly, or to do: a shape and a word. */
export function StepMark({ fate }: { readonly fate: StepFateName }) {
  if (fate === 'open') return <span class="tag">{STEP_TITLES.open}</span>;
  const action = fate === 'done' ? 'allow' : 'warn';
  return (
    <span class={`verdict verdict-${action}`}>
      <VerdictIcon action={action} size={14} />
      {STEP_TITLES[fate]}
    </span>
  );
}

/** Whether the client carried it out. */
export function ProofMark({ client }: { readonly client: string | undefined }) {
  const action = client === undefined ? 'warn' : 'allow';
  return (
    <span class={`verdict verdict-${action}`}>
      <VerdictIcon action={action} size={14} />
      {client === undefined ? 'not verified' : `verified with ${client}`}
    </span>
  );
}

/** The gravest first; the others unfold. */
export function Flaws({
  flaws,
  hasFates = false,
}: {
  readonly flaws: readonly FollowedFlawItem[];
  readonly hasFates?: boolean;
}) {
  const sorted = flaws.toSorted(byGravity);
  const rest = sorted.slice(SHOWN);
  return (
    <div class="lines-in-cell">
      {sorted.slice(0, SHOWN).map((flaw) => (
        <Flaw key={`${flaw.purl} ${flaw.record}`} flaw={flaw} hasFate={hasFates} />
      ))}
      {rest.length === 0 ? null : (
        <details>
          <summary>and {rest.length} more</summary>
          <div class="lines-in-cell">
            {rest.map((flaw) => (
              <Flaw key={`${flaw.purl} ${flaw.record}`} flaw={flaw} hasFate={hasFates} />
            ))}
          </div>
        </details>
      )}
    </div>
  );
}

function byGravity(a: FollowedFlawItem, b: FollowedFlawItem): number {
  return Number(b.isKnownExploited) - Number(a.isKnownExploited) || (b.score ?? -1) - (a.score ?? -1);
}

function Flaw({ flaw, hasFate }: { readonly flaw: FollowedFlawItem; readonly hasFate: boolean }) {
  const { record, finding, severity, score, isKnownExploited, fate, closedAt } = flaw;
  return (
    <span class="flaw">
      <span class="anywhere">
        {finding === undefined ? record : <a href={findingHref(finding)}>{record}</a>}
      </span>
      {severity === undefined ? null : <Severity severity={severity} score={score} />}
      {isKnownExploited ? <Exploited /> : null}
      {!hasFate || fate === 'open' ? null : (
        <span class="muted">
          {FATE_WORDS[fate]}
          {closedAt === undefined || fate !== 'closed' ? null : (
            <>
              {' '}
              <Time at={closedAt} />
            </>
          )}
        </span>
      )}
    </span>
  );
}

/** Commands to copy as one, and before them what no command does. */
export function Commands({
  commands,
  folder,
  what,
}: {
  readonly commands: readonly string[];
  /** Where they are run; '' is where the plan was made. */
  readonly folder: string;
  readonly what: string;
}) {
  const { runs, notes } = splitCommands(commands);
  return (
    <div class="commands">
      {notes.length === 0 ? null : (
        <>
          <p class="muted">To be written by hand first:</p>
          <ul class="notes">
            {notes.map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        </>
      )}
      {folder === '' || runs.length === 0 ? null : (
        <p class="muted">
          In <code class="anywhere">{folder}</code>:
        </p>
      )}
      {runs.length === 0 ? null : <Copy text={runs.join('\n')} what={what} />}
    </div>
  );
}
