// Whether an application's own code imports a component, and how that is known. What was not seen is not safe.

import type { PlacedFindingItem } from '../../../src/http/api/application-contract.ts';
import type { HeldFindingItem } from '../../../src/http/api/finding-contract.ts';
import type { ReachItem } from '../../../src/http/api/reach-contract.ts';
import { isTellable, tellImports } from '../words/reach-words.ts';

/** Nothing where nothing was told, or the same of the whole project; nothing of malware, which has run when it was installed. */
export function ImportMark({ finding }: { readonly finding: Pick<HeldFindingItem, 'kind' | 'reach'> }) {
  const { kind, reach } = finding;
  if (!isTellable(kind, reach) || (reach.state === 'unknown' && reach.about === 'project')) return null;
  return <Imports reach={reach} />;
}

/** The same with every reason. */
export function Imports({ reach }: { readonly reach: ReachItem }) {
  const { says } = reach;
  if (reach.state !== 'not-seen') return <span class="muted anywhere">{says}</span>;
  return (
    <span class="anywhere">
      <span class="tag">import not seen</span> <span class="muted">{says}</span>
    </span>
  );
}

/** What is told of all that was found in an application, and why the rest is not known. */
export function ImportsNote({ findings }: { readonly findings: readonly PlacedFindingItem[] }) {
  const lines = tellImports(findings);
  if (lines.length === 0) return null;
  return (
    <p class="muted is-above anywhere">
      {lines.map((line) => (
        <span key={line}>{line} </span>
      ))}
    </p>
  );
}
