// A verdict opened into its reasons: rule, evidence, source, in the words of the refusal.

import type { ReasonItem, VerdictItem } from '../../../src/http/api/contract.ts';
import { OutsideLink } from './outside-link.tsx';
import { Time } from './time.tsx';
import { Verdict } from './verdict.tsx';

export function Reasons({ verdict }: { readonly verdict: VerdictItem }) {
  if (verdict.reasons.length === 0 && verdict.observed.length === 0) {
    return <p class="panel is-padded muted">No rule of the policy has anything against it.</p>;
  }
  return (
    <ul class="reasons panel">
      {verdict.reasons.map((reason, index) => (
        <Reason key={`${reason.rule} ${index}`} reason={reason} />
      ))}
      {verdict.observed.map((reason, index) => (
        <Reason key={`observed ${reason.rule} ${index}`} reason={reason} isObserved />
      ))}
    </ul>
  );
}

function Reason({
  reason,
  isObserved = false,
}: {
  readonly reason: ReasonItem;
  readonly isObserved?: boolean;
}) {
  return (
    <li>
      <div class="reason-head">
        <Verdict action={reason.action} isObserved={isObserved} />
        <span>
          by rule <strong>{reason.rule}</strong>
        </span>
        {isObserved ? <span class="muted">observe mode: only recorded</span> : null}
        {reason.until === undefined ? null : (
          <span class="muted">
            ends <Time at={reason.until} isExact />
          </span>
        )}
      </div>
      <p class="reason-text">{reason.summary}</p>
      <ul class="notes">
        {reason.evidence.map(({ kind, source, id, url }) => (
          <li key={`${kind} ${source} ${id ?? ''}`}>
            Evidence: {kind} from {source}
            {id === undefined ? null : (
              <>
                , <OutsideLink url={url}>{id}</OutsideLink>
              </>
            )}
            {id === undefined && url !== undefined ? (
              <>
                , <OutsideLink url={url}>{url}</OutsideLink>
              </>
            ) : null}
          </li>
        ))}
      </ul>
    </li>
  );
}
