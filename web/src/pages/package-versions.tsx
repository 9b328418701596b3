// The versions of a package: a timeline coloured by verdict, and its table.

import type { PackageDetail, VersionItem } from '../../../src/http/api/package-contract.ts';
import { useQuery } from '../app/use-query.ts';
import { ChoiceFilter, TextFilter } from '../parts/filters.tsx';
import { Section } from '../parts/page.tsx';
import { saveFile, toCsv, type CsvColumn } from '../parts/save-file.ts';
import { Empty } from '../parts/states.tsx';
import { Table, type Column } from '../parts/table.tsx';
import { Time } from '../parts/time.tsx';
import { Verdict } from '../parts/verdict.tsx';
import { countOf } from '../words/byte-words.ts';
import { packageHref } from '../words/ecosystems.ts';
import { ACTION_NAMES, decidingReason } from '../words/verdict-words.ts';
import { Timeline } from './timeline.tsx';

const PAGE_SIZE = 20;

export function VersionsSection({
  detail,
  chosen,
}: {
  readonly detail: PackageDetail;
  readonly chosen: string | undefined;
}) {
  const query = useQuery();
  const wanted = detail.versions.filter(
    ({ version, verdict }) =>
      version.includes(query.get('find') ?? '') &&
      (query.get('verdict') ?? verdict.action) === verdict.action,
  );
  const from = Math.max(0, Math.trunc(Number(query.get('from') ?? 0)) || 0);
  const items = wanted.slice(from, from + PAGE_SIZE);
  return (
    <Section
      title="Versions"
      lead={`${countOf(detail.versions.length, 'version')}, newest first. Open one for its reasons.`}
    >
      <div class="stack">
        <Timeline detail={detail} chosen={chosen} />
        <div>
          <div class="filters">
            <TextFilter name="find" label="Version" />
            <ChoiceFilter
              name="verdict"
              label="Verdict"
              all="All"
              options={ACTION_NAMES.map((action) => [action, action] as const)}
            />
          </div>
          {items.length === 0 ? (
            <Empty title="No version matches">
              <a href={query.href({ find: undefined, verdict: undefined, from: undefined })}>
                Show all versions
              </a>
            </Empty>
          ) : (
            <Table
              caption={`Versions of ${detail.name}`}
              columns={columnsFor(detail)}
              items={items}
              keyOf={({ version }) => version}
              classOf={({ version }) => (version === chosen ? 'is-chosen' : undefined)}
            />
          )}
          <VersionPager {...{ detail, wanted, from }} />
        </div>
      </div>
    </Section>
  );
}

function columnsFor(detail: PackageDetail): readonly Column<VersionItem>[] {
  const hasLicences = detail.versions.some(({ licence }) => licence !== undefined);
  const columns: readonly (Column<VersionItem> | false)[] = [
    {
      head: 'Version',
      kind: 'main',
      cell: ({ version }) => <a href={packageHref(detail.ecosystem, detail.name, version)}>{version}</a>,
    },
    { head: 'Verdict', kind: 'tight', cell: ({ verdict }) => <Verdict action={verdict.action} /> },
    { head: 'Why', kind: 'wide', cell: (item) => <Why item={item} /> },
    { head: 'Published', kind: 'tight', cell: (item) => <Published item={item} /> },
    { head: 'Notes', kind: 'wide', cell: (item) => <Marks item={item} /> },
    hasLicences && { head: 'Licence', cell: ({ licence }) => licence },
  ];
  return columns.filter((column) => column !== false);
}

function Why({ item }: { readonly item: VersionItem }) {
  const decided = decidingReason(item.verdict);
  const reason = decided ?? item.verdict.observed[0];
  if (reason === undefined) return null;
  const more = item.verdict.reasons.length - 1;
  return (
    <span>
      {decided === undefined ? <span class="muted">would {reason.action}, </span> : null}
      <span class="strong nowrap">{reason.rule}</span>: {reason.summary}
      {more > 0 ? <span class="muted"> and {countOf(more, 'more reason')}</span> : null}
    </span>
  );
}

const HOW_WORDS: Readonly<Record<VersionItem['publishedHow'], string>> = {
  upstream: '',
  artifact: 'by its file’s date',
  'first-seen': 'first seen here',
  imported: 'by the registry that it came from',
  'pre-existing': 'before it was first seen here',
  unknown: 'unknown',
};

function Published({ item }: { readonly item: VersionItem }) {
  const how = HOW_WORDS[item.publishedHow];
  if (item.publishedAt === undefined) return <span class="muted">{how === '' ? 'unknown' : how}</span>;
  return (
    <span>
      <Time at={item.publishedAt} />
      {how === '' ? null : <span class="muted"> {how}</span>}
    </span>
  );
}

function Marks({ item }: { readonly item: VersionItem }) {
  const marks = marksOf(item);
  if (marks.length === 0) return null;
  return (
    <span class="row">
      {marks.map(([word, title]) => (
        <span key={word} class="tag" title={title}>
          {word}
        </span>
      ))}
    </span>
  );
}

type Mark = readonly [word: string, title: string];

function marksOf(item: VersionItem): readonly Mark[] {
  const marks: readonly (Mark | false)[] = [
    item.isServedHere && ['served here', 'Somebody installed it through this gate'],
    item.isPrerelease && ['pre-release', 'Ranges pass it over'],
    !item.isListed && ['not listed', 'The upstream’s index does not list it'],
    item.yanked !== undefined && ['yanked', item.yanked === '' ? 'Withdrawn by its publisher' : item.yanked],
    item.deprecated !== undefined && ['deprecated', item.deprecated],
    item.installScripts === true && ['install script', 'Runs code when it is installed'],
    item.provenance !== undefined &&
      item.provenance !== 'none' && [item.provenance, 'The upstream’s provenance'],
  ];
  return marks.filter((mark) => mark !== false);
}

const CSV: readonly CsvColumn<VersionItem>[] = [
  { head: 'version', value: ({ version }) => version },
  { head: 'verdict', value: ({ verdict }) => verdict.action },
  { head: 'rule', value: ({ verdict }) => decidingReason(verdict)?.rule },
  { head: 'why', value: ({ verdict }) => decidingReason(verdict)?.summary },
  { head: 'publishedAt', value: ({ publishedAt }) => publishedAt },
  { head: 'licence', value: ({ licence }) => licence },
  { head: 'servedHere', value: ({ isServedHere }) => isServedHere },
];

function VersionPager(props: {
  readonly detail: PackageDetail;
  readonly wanted: readonly VersionItem[];
  readonly from: number;
}) {
  const { detail, wanted, from } = props;
  const query = useQuery();
  const file = `gatehouse-${detail.name.replaceAll(/[^\w.-]+/g, '-')}-versions`;
  return (
    <nav class="pager" aria-label="Pages of versions">
      <span>
        {wanted.length === 0
          ? 'No version'
          : `${from + 1} to ${Math.min(from + PAGE_SIZE, wanted.length)} of ${wanted.length}`}
      </span>
      <span class="row">
        <button
          type="button"
          class="button is-small is-quiet"
          onClick={() => saveFile(`${file}.csv`, 'text/csv', toCsv(CSV, wanted))}
        >
          Export CSV
        </button>
        <button
          type="button"
          class="button is-small is-quiet"
          onClick={() =>
            saveFile(`${file}.json`, 'application/json', `${JSON.stringify(wanted, undefined, 2)}\n`)
          }
        >
          Export JSON
        </button>
        {from === 0 ? null : (
          <a
            class="button is-small"
            href={query.href({ from: from > PAGE_SIZE ? String(from - PAGE_SIZE) : undefined })}
          >
            Previous
          </a>
        )}
        {from + PAGE_SIZE >= wanted.length ? null : (
          <a class="button is-small" href={query.href({ from: String(from + PAGE_SIZE) })}>
            Next
          </a>
        )}
      </span>
    </nav>
  );
}
