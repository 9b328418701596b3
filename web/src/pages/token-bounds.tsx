// What a token is bound to: choosing it, and showing it.

import type { TokenItem } from '../../../src/http/api/identity-contract.ts';

const ACTIONS = [
  ['publish', 'publish versions'],
  ['stage', 'put versions up for approval'],
  ['yank', 'withdraw versions'],
  ['deprecate', 'deprecate versions'],
  ['unpublish', 'remove versions'],
  ['manage-tags', 'move tags'],
  ['manage-owners', 'add and remove owners'],
  ['import', 'move in from another registry'],
] as const;

export function ActionChoice({
  chosen,
  onChosen,
}: {
  readonly chosen: readonly string[];
  readonly onChosen: (actions: readonly string[]) => void;
}) {
  return (
    <fieldset class="field">
      <legend>It may</legend>
      <div class="checks">
        {ACTIONS.map(([action, title]) => (
          <label key={action} class="check">
            <input
              type="checkbox"
              checked={chosen.includes(action)}
              onChange={(event) =>
                onChosen(
                  event.currentTarget.checked ? [...chosen, action] : chosen.filter((one) => one !== action),
                )
              }
            />
            {title}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** What stands on lines, or between commas and spaces. */
export function entriesOf(text: string): readonly string[] {
  return text.split(/[\s,]+/).filter((entry) => entry !== '');
}

/** `npm:@acme/*`; what is wrong with it is said by the server. */
export function parsePackageLine(line: string): { readonly ecosystem: string; readonly pattern: string } {
  const colon = line.indexOf(':');
  return colon === -1
    ? { ecosystem: '', pattern: line }
    : { ecosystem: line.slice(0, colon), pattern: line.slice(colon + 1) };
}

/** What a token may do, to which packages, from where. */
export function TokenBounds({ item }: { readonly item: TokenItem }) {
  const { scope, actions, packages, networks, asksProof } = item;
  const may = { read: 'fetch packages', api: 'use the API', write: (actions ?? []).join(', ') };
  return (
    <>
      {may[scope]}
      {packages === undefined ? null : (
        <div class="muted">
          of {packages.map(({ ecosystem, pattern }) => `${ecosystem}:${pattern}`).join(', ')}
        </div>
      )}
      {asksProof === true ? <div class="muted">asks for a second factor each time</div> : null}
      {networks === undefined ? null : <div class="muted">from {networks.join(', ')}</div>}
    </>
  );
}
