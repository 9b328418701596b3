// What a policy that is not applied yet would change.

import type { PolicyTest } from '../../../src/http/api/governance-contract.ts';
import { Section } from '../parts/page.tsx';
import { saveFile, toCsv, type CsvColumn } from '../parts/save-file.ts';
import { Table, type Column } from '../parts/table.tsx';
import { Verdict } from '../parts/verdict.tsx';
import { countOf, describeCount } from '../words/byte-words.ts';
import { hrefOfPurl } from '../words/purl-address.ts';

type Change = PolicyTest['changes'][number];

const SHOWN = 200;

const COLUMNS: readonly Column<Change>[] = [
  {
    head: 'Package',
    kind: 'main',
    cell: ({ purl }) => {
      const href = hrefOfPurl(purl);
      return href === undefined ? purl : <a href={href}>{purl}</a>;
    },
  },
  { head: 'Now', kind: 'tight', cell: ({ before }) => <Verdict action={before} /> },
  { head: 'Then', kind: 'tight', cell: ({ after }) => <Verdict action={after} /> },
  {
    head: 'Why',
    kind: 'wide',
    cell: ({ rule, summary }) => (
      <span>
        <span class="strong">{rule}</span>: {summary}
      </span>
    ),
  },
];

const CSV: readonly CsvColumn<Change>[] = (['purl', 'before', 'after', 'rule', 'summary'] as const).map(
  (head) => ({
    head,
    value: (item) => item[head],
  }),
);

function isWhole({ examined, known }: PolicyTest): boolean {
  return examined === known;
}

/** What was not looked at, if anything. */
function describeReach({ examined, failed, known, stoppedBy }: PolicyTest): readonly string[] {
  const looked = examined + failed;
  const ended = stoppedBy === 'packages' ? `after ${countOf(looked, 'package')}` : 'when its time was over';
  return [
    ...(failed === 0
      ? []
      : [
          `${countOf(failed, 'package')} could not be decided now and ${failed === 1 ? 'is' : 'are'} left out.`,
        ]),
    ...(stoppedBy === undefined
      ? []
      : [
          `The test stopped ${ended}: ${describeCount(known - looked)} of ${countOf(known, 'known package')} were not looked at. On the command line, gatehouse policy test takes --packages and --time for more.`,
        ]),
  ];
}

export function PolicyTestResult({ result }: { readonly result: PolicyTest }) {
  const { changes, examined, total } = result;
  const more = total - Math.min(SHOWN, changes.length);
  return (
    <Section
      title="What would change"
      lead={`${countOf(total, 'version')} of ${countOf(examined, 'examined package')}. Nothing is applied yet.`}
      more={
        changes.length === 0 ? undefined : (
          <button
            type="button"
            class="button is-small is-quiet"
            onClick={() => saveFile('gatehouse-policy-test.csv', 'text/csv', toCsv(CSV, changes))}
          >
            Export CSV
          </button>
        )
      }
    >
      {describeReach(result).map((text) => (
        <p class="page-lead" key={text}>
          {text}
        </p>
      ))}
      {changes.length === 0 ? (
        <p class="panel is-padded">
          No verdict would change for{' '}
          {isWhole(result) ? 'anything that came through here' : 'what was examined'}.
        </p>
      ) : (
        <Table
          caption="What would change"
          columns={COLUMNS}
          items={changes.slice(0, SHOWN)}
          keyOf={({ purl }) => purl}
        />
      )}
      {more > 0 ? (
        <p class="page-lead">and {countOf(more, 'more version')}: the first 500 can be exported.</p>
      ) : null}
    </Section>
  );
}
