// What a version depends on, each with where it comes from here and what is decided of it; and what lies inside of its files.

import type {
  ReleaseContentsItem,
  TracedNeedItem,
  TracedNeedsItem,
} from '../../../src/http/api/contents-contract.ts';
import { useResource } from '../api/use-resource.ts';
import { Section } from '../parts/page.tsx';
import { Empty, Failure, Loading } from '../parts/states.tsx';
import { Table, type Column } from '../parts/table.tsx';
import { Verdict } from '../parts/verdict.tsx';
import { countOf } from '../words/byte-words.ts';
import { hrefOfPurl, purlOfVersion } from '../words/purl-address.ts';

interface Row extends TracedNeedItem {
  readonly key: string;
}

export function Dependencies({
  contents,
  path,
}: {
  readonly contents: ReleaseContentsItem;
  readonly path: string;
}) {
  const isAsked = contents.needs.length > 0;
  const { data, problem, reload } = useResource<TracedNeedsItem>(
    isAsked ? `${path}/dependencies` : undefined,
  );
  const whole = contents.areNeedsWhole
    ? 'As declared: nothing is resolved.'
    : 'As declared, and not all of them perhaps: a build, or a file that is not here, decides the rest.';
  return (
    <Section title="Dependencies" lead={isAsked ? whole : undefined}>
      {isAsked ? null : (
        <Empty title={contents.areNeedsWhole ? 'It needs no other package' : 'What it needs is not known'}>
          {contents.areNeedsWhole
            ? 'Its files declare no dependencies.'
            : 'Its files do not say it, or could not be read.'}
        </Empty>
      )}
      {problem === undefined ? null : <Failure problem={problem} retry={reload} />}
      {isAsked && data === undefined && problem === undefined ? <Loading what="its dependencies" /> : null}
      {data === undefined ? null : (
        <Table
          caption={`Dependencies of ${contents.name} ${contents.version}`}
          columns={COLUMNS}
          items={data.items.map((item, at) => ({ ...item, key: String(at) }))}
          keyOf={({ key }) => key}
        />
      )}
      {data === undefined || data.left === 0 ? null : (
        <p class="muted">
          {countOf(data.left, 'more dependency', 'more dependencies')}: all of them are in the bill of
          materials.
        </p>
      )}
    </Section>
  );
}

const COLUMNS: readonly Column<Row>[] = [
  { head: 'Package', kind: 'main', cell: (item) => <Needed item={item} /> },
  {
    head: 'Asked for as',
    cell: ({ range }) => (range === undefined ? <span class="muted">any</span> : range),
  },
  { head: 'For', kind: 'tight', cell: (item) => <Purpose item={item} /> },
  { head: 'Comes from', kind: 'tight', cell: (item) => <From item={item} /> },
  { head: 'Today', cell: (item) => <Today item={item} /> },
];

function Needed({ item: { name, purl } }: { readonly item: TracedNeedItem }) {
  const href = purl === undefined ? undefined : hrefOfPurl(purl);
  return <span class="anywhere">{href === undefined ? name : <a href={href}>{name}</a>}</span>;
}

function Purpose({ item: { scope, isOptional, condition } }: { readonly item: TracedNeedItem }) {
  return (
    <span>
      {scope}
      {isOptional === true ? ', optional' : ''}
      {condition === undefined ? null : <div class="fact-note anywhere">{condition}</div>}
    </span>
  );
}

function From({ item: { purl, from } }: { readonly item: TracedNeedItem }) {
  if (purl === undefined) return <span class="muted">no registry</span>;
  if (from === undefined)
    return (
      <span class="muted" title="Nobody asked for it through this gate">
        unknown here
      </span>
    );
  return from === 'hosted' ? <span class="tag">hosted here</span> : <span>{from}</span>;
}

function Today({ item }: { readonly item: TracedNeedItem }) {
  const { purl, version, action, because } = item;
  if (action === undefined || purl === undefined) return null;
  const href = version === undefined ? undefined : hrefOfPurl(purlOfVersion(purl, version));
  return (
    <span class="row">
      <Verdict action={action} />
      {href === undefined ? null : <a href={href}>{version}</a>}
      {because === undefined ? null : <span class="muted">{because}</span>}
    </span>
  );
}

type Part = ReleaseContentsItem['parts'][number] & { readonly key: string };

const SHOWN = 50;

/** Nothing where nothing lies inside and nothing was told. */
export function Inside({ contents }: { readonly contents: ReleaseContentsItem }) {
  const { parts, told, gaps } = contents;
  if (parts.length + told.length + gaps.length === 0) return null;
  return (
    <Section
      title="What lies inside"
      lead="By what tools leave beside it: a copied file that nobody left a word beside is not found."
    >
      <div class="stack">
        {parts.length === 0 ? null : (
          <Table
            caption={`Packages inside of ${contents.name} ${contents.version}`}
            columns={PART_COLUMNS}
            items={parts.slice(0, SHOWN).map((part, at) => ({ ...part, key: String(at) }))}
            keyOf={({ key }) => key}
          />
        )}
        {parts.length > SHOWN ? (
          <p class="muted">{countOf(parts.length - SHOWN, 'more package')} in the bill of materials.</p>
        ) : null}
        {told.length === 0 ? null : (
          <ul class="notes">
            {told.map(({ kind, format, file, path, components }) => (
              <li key={`${file} ${path}`} class="anywhere">
                Its publisher put in {kind === 'lock' ? 'the lock file' : 'the bill of materials'}{' '}
                <code>{path}</code>
                {format === undefined ? '' : ` (${format})`}, which names {countOf(components, 'component')}.
              </li>
            ))}
          </ul>
        )}
        {gaps.length === 0 ? null : (
          <ul class="notes">
            {gaps.map((gap) => (
              <li key={gap} class="anywhere muted">
                {gap}
              </li>
            ))}
          </ul>
        )}
      </div>
    </Section>
  );
}

const PART_COLUMNS: readonly Column<Part>[] = [
  { head: 'Package', kind: 'main', cell: (part) => <PartName part={part} /> },
  { head: 'Version', cell: ({ version }) => version },
  { head: 'Licence', cell: ({ licence }) => licence },
  { head: 'Where', kind: 'wide', cell: ({ places }) => <span class="anywhere muted">{places[0]}</span> },
];

function PartName({ part: { name, purl } }: { readonly part: Part }) {
  const href = purl === undefined ? undefined : hrefOfPurl(purl);
  return <span class="anywhere">{href === undefined ? name : <a href={href}>{name}</a>}</span>;
}
