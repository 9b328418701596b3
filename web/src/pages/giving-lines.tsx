// What is depended on most: a bar of share against what got anything, and a table with every part of each score.

import type { FundingLinkItem, GivingAnswer, GivingLineItem } from '../../../src/http/api/giving-contract.ts';
import { queryOf } from '../api/client.ts';
import { useMay } from '../app/context.ts';
import { useQuery } from '../app/use-query.ts';
import { Copy } from '../parts/copy.tsx';
import { OutsideLink } from '../parts/outside-link.tsx';
import { PackageLink } from '../parts/package-link.tsx';
import { Section } from '../parts/page.tsx';
import { Pager } from '../parts/pager.tsx';
import type { CsvColumn } from '../parts/save-file.ts';
import { Table, type Column } from '../parts/table.tsx';
import { countOf, describeCount } from '../words/byte-words.ts';
import {
  describeGiven,
  describePart,
  othersOf,
  PART_NAMES,
  placeOf,
  stateOf,
  type PartName,
} from '../words/giving-words.ts';
import { describeDay } from '../words/time-words.ts';
import { GivingChart } from './giving-chart.tsx';
import { WeightsForm } from './giving-weights.tsx';

export function GivingLines({ answer }: { readonly answer: GivingAnswer }) {
  const query = useQuery();
  const mayRecord = useMay('record-gifts');
  const columns = [...COLUMNS, ...(mayRecord ? [RECORD] : [])];
  return (
    <>
      <Section
        title="Share against what was given"
        lead="How long a bar is says how much you depend on it; how it is filled, whether it got anything."
      >
        <GivingChart answer={answer} />
      </Section>
      <Section
        title="Every part of each score"
        lead="A score is the mean of five counts, each from 0 to 1 beside the highest: applications that have it, in production, that ask for it directly, packages that need it, and how critical those applications are. Packages of one repository, or with the same payee, are one line."
      >
        <WeightsForm weights={answer.weights} />
        <Table
          caption="What we depend on most"
          columns={columns}
          items={answer.items}
          keyOf={({ key }) => key}
        />
        <Pager
          page={answer}
          one="payee"
          list="/giving"
          filters={{ weights: query.get('weights') }}
          csv={LINE_CSV}
        />
        <Untold answer={answer} />
      </Section>
    </>
  );
}

/** What is not known is said, and how it comes to be known. */
function Untold({ answer }: { readonly answer: GivingAnswer }) {
  const { untold, unread, kept, lines } = answer;
  return (
    <>
      {untold === 0 ? null : (
        <div class="muted giving-note">
          <p>
            Of {countOf(untold, 'package')} no document at hand says whether money is taken. It is known once
            they come through this gate, or when somebody looks into their repository:
          </p>
          <Copy text="npx gatehouse give funding PURL --file FUNDING.yml" what="command" />
        </div>
      )}
      {unread === 0 ? null : (
        <p class="fault giving-note">The snapshots of {countOf(unread, 'application')} cannot be read.</p>
      )}
      {kept === lines ? null : (
        <p class="muted giving-note">The last {describeCount(lines - kept)} by score are not kept.</p>
      )}
    </>
  );
}

export function Payee({ line }: { readonly line: GivingLineItem }) {
  const { title, packages, packageCount } = line;
  const others = othersOf(line);
  const shown = packages.slice(0, 12).join('\n');
  return (
    <span class="lines-in-cell">
      <PackageLink ecosystem={title.ecosystem} name={title.name} />
      {others === '' ? null : (
        <span class="muted" title={packageCount > 12 ? `${shown}\n…` : shown}>
          {others}
        </span>
      )}
    </span>
  );
}

/** Where to give, and what to look at first. */
export function FundingCell({ line }: { readonly line: GivingLineItem }) {
  const [link, ...others] = line.links;
  return (
    <span class="lines-in-cell">
      {link === undefined ? <span class="muted">no place is known</span> : <FundingLink link={link} />}
      {others.length === 0 ? null : (
        <details>
          <summary>{countOf(others.length, 'more place')}</summary>
          <span class="lines-in-cell">
            {others.map((one) => (
              <FundingLink key={one.url} link={one} />
            ))}
          </span>
        </details>
      )}
      {line.unproven.map((one) => (
        <span key={one.url} class="muted anywhere">
          Unproven: {one.by} alone names {one.url}
        </span>
      ))}
    </span>
  );
}

function FundingLink({ link }: { readonly link: FundingLinkItem }) {
  const { changedAt, insteadOf, since, source } = link;
  return (
    <span class="lines-in-cell">
      <OutsideLink url={link.url}>
        <span class="anywhere" title={link.url}>
          {placeOf(link)}
        </span>
      </OutsideLink>
      <span class="muted" title={`said by ${source} of ${link.by}`}>
        since {describeDay(since)}
      </span>
      {changedAt === undefined ? null : (
        <span class="giving-warn">
          Confirm before you pay: new since {describeDay(changedAt)}
          {insteadOf === undefined ? '' : `, instead of ${insteadOf}`}
        </span>
      )}
    </span>
  );
}

const part = (name: PartName): Column<GivingLineItem> => ({
  head: PART_HEADS[name],
  kind: 'number',
  cell: ({ parts }) => (
    <span class="giving-pair">
      <span>{describeCount(parts[name].count)}</span> <span class="muted">{parts[name].of1.toFixed(2)}</span>
    </span>
  ),
});

/** As short as six columns of numbers need. */
const PART_HEADS: Readonly<Record<PartName, string>> = {
  applications: 'Apps',
  production: 'Prod',
  direct: 'Direct',
  dependents: 'Needed by',
  criticality: 'Critical',
};

const COLUMNS: readonly Column<GivingLineItem>[] = [
  { head: 'Payee', kind: 'main', cell: (line) => <Payee line={line} /> },
  {
    head: 'Score',
    kind: 'number',
    cell: ({ score, share }) => (
      <span class="giving-pair">
        <strong>{score.toFixed(3)}</strong> <span class="muted">{describePart(share)}</span>
      </span>
    ),
  },
  ...PART_NAMES.map(part),
  { head: 'Where', kind: 'wide', cell: (line) => <FundingCell line={line} /> },
  {
    head: 'Given lately',
    cell: ({ given }) => describeGiven(given) ?? <span class="muted">nothing</span>,
  },
];

const RECORD: Column<GivingLineItem> = {
  head: 'Record',
  kind: 'tight',
  cell: ({ title }) => (
    <a
      class="button is-small is-quiet"
      href={`/giving${queryOf({ tab: 'given', add: 'yes', to: title.purl })}`}
      aria-label={`Record a gift to ${title.name}`}
    >
      Record
    </a>
  ),
};

export const LINE_CSV: readonly CsvColumn<GivingLineItem>[] = [
  { head: 'rank', value: ({ rank }) => rank },
  { head: 'payee', value: ({ title }) => title.purl },
  { head: 'packages', value: ({ packageCount }) => packageCount },
  { head: 'score', value: ({ score }) => score.toFixed(6) },
  { head: 'share', value: ({ share }) => share.toFixed(6) },
  ...PART_NAMES.flatMap((name): readonly CsvColumn<GivingLineItem>[] => [
    { head: name, value: ({ parts }) => parts[name].count },
    { head: `${name}_of_1`, value: ({ parts }) => parts[name].of1.toFixed(6) },
  ]),
  { head: 'link', value: ({ links }) => links[0]?.url },
  { head: 'link_since', value: ({ links }) => links[0]?.since },
  { head: 'link_changed', value: ({ links }) => links[0]?.changedAt },
  { head: 'state', value: stateOf },
  {
    head: 'given_money',
    value: ({ given }) => given.money.map((one) => `${one.amount} ${one.currency}`).join(' + '),
  },
  { head: 'given_minutes', value: ({ given }) => given.minutes },
];
