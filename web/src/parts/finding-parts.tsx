// What is told of a finding, wherever one is shown.

import type { HeldFields, KeptFindingItem } from '../../../src/http/api/finding-contract.ts';
import { KIND_TITLES, RESOLUTION_WORDS, STATE_TITLES } from '../words/finding-words.ts';
import { VerdictIcon } from './icons.tsx';
import { Exploited, Severity } from './severity.tsx';
import { Time } from './time.tsx';
import { VersionText } from './version-text.tsx';

/** Severity, known exploitation, likelihood; the kind instead where it is no vulnerability. */
export function Risk({ finding }: { readonly finding: KeptFindingItem }) {
  const { kind, severity, score, kev, epss } = finding;
  return (
    <span class="lines-in-cell">
      {kind === 'vulnerability' ? (
        <Severity severity={severity} score={score} />
      ) : (
        <span class={kind === 'malware' ? 'verdict verdict-block' : 'tag'}>
          {kind === 'malware' ? <VerdictIcon action="block" size={14} /> : null}
          {KIND_TITLES[kind].toLowerCase()}
        </span>
      )}
      {kev === undefined ? null : <Exploited dueDate={kev.dueDate} />}
      {epss === undefined ? null : (
        <span class="muted" title="How likely it is to be exploited within 30 days (EPSS)">
          EPSS {describeEpss(epss)}
        </span>
      )}
    </span>
  );
}

export function describeEpss(epss: number): string {
  return epss < 0.001 ? 'under 0.1 %' : `${(epss * 100).toFixed(1)} %`;
}

/** What to move to. */
export function Fix({ finding }: { readonly finding: KeptFindingItem }) {
  const { fixedIn, noKnownFix, kind } = finding;
  if (fixedIn !== undefined) return <VersionText version={fixedIn} />;
  if (kind === 'malware') return <span>remove it</span>;
  return <span class="muted">{noKnownFix ? 'no fix is known' : 'not told'}</span>;
}

/** The three clocks: public since, fix to be had since, here since. */
export function Clocks({
  finding,
}: {
  readonly finding: Pick<KeptFindingItem, 'disclosedAt' | 'fixedAt'> & Pick<HeldFields, 'firstSeenAt'>;
}) {
  return (
    <span class="clocks">
      <span>public</span>
      <Time at={finding.disclosedAt} without="unknown" />
      <span>fix</span>
      <Time at={finding.fixedAt} without="unknown" />
      <span>here</span>
      <Time at={finding.firstSeenAt} />
    </span>
  );
}

/** State, reason, and by when it is to be gone. */
export function Standing({ held }: { readonly held: HeldFields }) {
  const { state, reason, until, dueAt, isOverdue, resolvedAt, resolvedWhy } = held;
  if (resolvedAt !== undefined) {
    return (
      <span class="lines-in-cell">
        <span class="verdict verdict-allow">
          <VerdictIcon action="allow" size={14} />
          resolved
        </span>
        <span class="muted">
          <Time at={resolvedAt} />
          {resolvedWhy === undefined ? '' : `: ${RESOLUTION_WORDS[resolvedWhy]}`}
        </span>
      </span>
    );
  }
  const counts = state === 'open' || state === 'in-triage';
  return (
    <span class="lines-in-cell">
      <span>
        {STATE_TITLES[state]}
        {until === undefined ? null : (
          <>
            {' '}
            until <span class="nowrap">{until.slice(0, 10)}</span>
          </>
        )}
      </span>
      {!counts || dueAt === undefined ? null : isOverdue ? (
        <span class="overdue">
          <VerdictIcon action="warn" size={14} />
          <span>
            overdue, due <Time at={dueAt} />
          </span>
        </span>
      ) : (
        <span class="muted">
          due <Time at={dueAt} />
        </span>
      )}
      {reason === undefined ? null : <span class="muted anywhere clamp">{reason}</span>}
    </span>
  );
}
