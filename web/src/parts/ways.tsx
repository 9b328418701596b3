// By which way something came in, from what the project itself asks for down to it.

import type { PlaceItem } from '../../../src/http/api/application-contract.ts';
import { countOf } from '../words/byte-words.ts';

const SHOWN = 2;

/** `express@4.18.0 › body-parser@1.20.0` */
export function Way({ via }: { readonly via: readonly string[] }) {
  if (via.length === 0) return <span class="muted">the file does not tell by which way</span>;
  return (
    <span class="anywhere">
      {via.map((step, at) => (
        <span key={`${at} ${step}`}>
          {at === 0 ? null : <span class="muted"> › </span>}
          <span class={at === 0 ? 'strong' : undefined}>{step}</span>
        </span>
      ))}
    </span>
  );
}

/** The first places of many: which file and line, for what, by which way. */
export function Places({ places }: { readonly places: readonly PlaceItem[] }) {
  const rest = places.length - SHOWN;
  return (
    <ul class="places">
      {places.slice(0, SHOWN).map(({ file, line, scope, via }) => (
        <li key={`${file} ${line ?? ''} ${via.join()}`}>
          <Way via={via} />
          <br />
          <span class="muted anywhere">
            {file}
            {line === undefined ? '' : `:${line}`}
            {scope === 'development' ? ', for development' : ''}
          </span>
        </li>
      ))}
      {rest > 0 ? <li class="muted">and {countOf(rest, 'more place', 'more places')}</li> : null}
    </ul>
  );
}

/** The shortest way to what stands beside it, and where all are told. */
export function ShortestWay({
  places,
  href,
}: {
  readonly places: readonly PlaceItem[];
  readonly href: string;
}) {
  const told = places.filter(({ via }) => via.length > 0);
  const shortest = told.toSorted((a, b) => a.via.length - b.via.length)[0];
  const steps = shortest?.via.slice(0, -1) ?? [];
  const rest = places.length - 1;
  return (
    <span class="anywhere muted">
      {shortest === undefined ? (
        'no file tells by which way'
      ) : steps.length === 0 ? (
        'the project asks for it itself'
      ) : (
        <>
          by <span class="is-way">{shortenWay(steps)}</span>
        </>
      )}
      {shortest?.scope === 'development' ? ', for development' : ''};{' '}
      <a href={href}>{rest > 0 ? `and ${countOf(rest, 'more place', 'more places')}` : 'all ways'}</a>
    </span>
  );
}

/** `express@4.18.0 › … › qs@6.0.0`: what to move, and what asks for it. */
function shortenWay(steps: readonly string[]): string {
  const [first = '', ...others] = steps;
  const last = others.at(-1);
  if (last === undefined) return first;
  return others.length === 1 ? `${first} › ${last}` : `${first} › … › ${last}`;
}
