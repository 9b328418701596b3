// A page of findings from which some can be chosen, to say how they stand.

import { useRef } from 'preact/hooks';

import { useMay } from '../app/context.ts';
import { Pager } from '../parts/pager.tsx';
import { useSelection } from '../parts/use-selection.ts';
import { DecideMany } from './decide-findings.tsx';
import { FINDING_CSV, FindingTable, keyOfFinding, type FindingPage, type WaysOf } from './finding-table.tsx';

export function FindingList(props: {
  readonly page: FindingPage;
  readonly filters: Readonly<Record<string, string | undefined>>;
  readonly reload: () => void;
  readonly ways?: WaysOf;
}) {
  const { page, filters, reload, ways } = props;
  const mayDecide = useMay(DECIDE);
  const keys = page.items.map(keyOfFinding);
  const fresh = useFresh(JSON.stringify(filters), keys);
  const selection = useSelection(keys, (key) => {
    const item = page.items.find((one) => keyOfFinding(one) === key);
    return item === undefined
      ? key
      : `${item.record} of ${item.name} in ${item.application.name} (${item.application.environment})`;
  });
  return (
    <>
      {mayDecide ? <DecideMany {...{ selection, items: page.items, keys, done: reload }} /> : null}
      <FindingTable
        caption="Findings, the most pressing first"
        items={page.items}
        fresh={fresh}
        {...(mayDecide ? { selection } : {})}
        ways={ways}
      />
      <Pager page={page} one="finding" list="/findings" filters={filters} csv={FINDING_CSV} />
    </>
  );
}

/** Who may say how a finding stands. */
export const DECIDE = 'triage-findings';

/** Keys that were not there when the same list was first shown. */
function useFresh(list: string, keys: readonly string[]): ReadonlySet<string> {
  const seen = useRef({ list, keys: new Set(keys) });
  if (seen.current.list !== list) seen.current = { list, keys: new Set(keys) };
  return new Set(keys.filter((key) => !seen.current.keys.has(key)));
}
