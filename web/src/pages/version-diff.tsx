// What differs between a staged version and the one before. All texts are a stranger's, and are shown as text.

import type { StagedDiff } from '../../../src/http/api/staged-contract.ts';
import { useResource } from '../api/use-resource.ts';
import { Banner } from '../parts/banner.tsx';
import { DiffLines } from '../parts/diff-lines.tsx';
import { Section } from '../parts/page.tsx';
import { Failure, Loading } from '../parts/states.tsx';
import { Table, type Column } from '../parts/table.tsx';
import { countOf, describeBytes } from '../words/byte-words.ts';
import { shownText } from '../words/shown-text.ts';
import { stagedPath } from '../words/staged-words.ts';

type Changed = StagedDiff['fields'][number];
type ComparedFile = StagedDiff['files'][number];
type Entry = ComparedFile['entries'][number];

export function VersionDiff({ id }: { readonly id: string }) {
  const { data, problem, isLoading, reload } = useResource<StagedDiff>(stagedPath(id, 'diff'));
  return (
    <Section title="What differs" lead={data === undefined ? undefined : leadOf(data)}>
      {problem === undefined ? null : <Failure problem={problem} retry={reload} />}
      {data === undefined && isLoading ? <Loading what="what differs" /> : null}
      {data === undefined || problem !== undefined ? null : <Differences diff={data} />}
    </Section>
  );
}

function leadOf({ previous }: StagedDiff): string {
  return previous === undefined
    ? 'It is the first version: all of it is new.'
    : `From ${previous.version}, the version before.`;
}

function Differences({ diff }: { readonly diff: StagedDiff }) {
  const { installs, dependencies, fields, files, isCut, left } = diff;
  const changed = files.filter(({ change }) => change !== 'same');
  const isSame = changed.length === 0 && installs.length + dependencies.length + fields.length === 0;
  if (isSame) return <p class="muted">Nothing but its number.</p>;
  return (
    <>
      {installs.length === 0 ? null : (
        <Banner tone="warn">
          <p>
            <strong>Something runs when it is installed, and that changes:</strong>{' '}
            {installs.map(({ what }) => shownText(what)).join(', ')}. Read it before you approve.
          </p>
        </Banner>
      )}
      <Changes title="Runs when it is installed" items={installs} />
      <Changes title="Dependencies" items={dependencies} />
      <Changes title="What it says of itself" items={fields} />
      {changed.map((file) => (
        <FileChange key={file.file} file={file} />
      ))}
      {isCut ? (
        <p class="muted is-below">There is more than can be shown here: look into the files themselves.</p>
      ) : null}
      {left.length === 0 ? null : (
        <p class="muted is-below">
          Not looked into, since they are too large together: {left.map(shownText).join(', ')}
        </p>
      )}
    </>
  );
}

const COLUMNS: readonly Column<Changed>[] = [
  { head: 'What', kind: 'main', cell: ({ what }) => <code class="anywhere">{shownText(what)}</code> },
  { head: 'Before', kind: 'wide', cell: ({ before }) => <Side text={before} without="was not there" /> },
  { head: 'Now', kind: 'wide', cell: ({ after }) => <Side text={after} without="is gone" /> },
];

function Side({ text, without }: { readonly text: string | undefined; readonly without: string }) {
  if (text === undefined) return <span class="muted">{without}</span>;
  return <span class="anywhere is-said">{shownText(text)}</span>;
}

function Changes({ title, items }: { readonly title: string; readonly items: readonly Changed[] }) {
  if (items.length === 0) return null;
  return (
    <div class="is-below">
      <h3>{title}</h3>
      <Table caption={title} columns={COLUMNS} items={items} keyOf={({ what }) => what} />
    </div>
  );
}

function FileChange({ file }: { readonly file: ComparedFile }) {
  const { change, sizeBytes, wasBytes, sameEntries, entries, moreEntries, unread, was } = file;
  const size =
    wasBytes === undefined
      ? describeBytes(sizeBytes)
      : `${describeBytes(wasBytes)}, now ${describeBytes(sizeBytes)}`;
  return (
    <div class="panel is-padded is-below">
      <h3 class="anywhere">{shownText(file.file)}</h3>
      <p class="muted anywhere">
        {change}
        {was === undefined || was === file.file ? '' : ` from ${shownText(was)}`}; {size}
        {sameEntries === 0 ? '' : `; ${countOf(sameEntries, 'file')} in it as before`}
      </p>
      {unread === undefined ? null : <p>{shownText(unread)}</p>}
      {entries.map((entry) => (
        <EntryChange key={entry.path} entry={entry} />
      ))}
      {moreEntries === 0 ? null : <p class="muted">and {countOf(moreEntries, 'more file')} that differ</p>}
    </div>
  );
}

const SIGNS: Readonly<Record<Entry['change'], string>> = {
  added: 'new',
  removed: 'gone',
  changed: 'changed',
};

function EntryChange({ entry }: { readonly entry: Entry }) {
  const { change, diff, isCut, before, after } = entry;
  const name = entry.path === '' ? 'its text' : shownText(entry.path);
  const bytes = (after ?? before)?.sizeBytes ?? 0;
  const head = (
    <>
      <code class="anywhere">{name}</code> <span class="tag">{SIGNS[change]}</span>{' '}
      <span class="muted">{describeBytes(bytes)}</span>
    </>
  );
  if (diff === undefined) return <p class="is-below">{head}</p>;
  return (
    <details
      class="is-below"
      open={/(?:^|\/)(?:package\.json|setup\.py|build\.rs|composer\.json|Cargo\.toml|pom\.xml)$/.test(
        entry.path,
      )}
    >
      <summary>{head}</summary>
      <DiffLines
        lines={diff.replace(/\n$/, '').split('\n')}
        label={`What differs in ${name}`}
        more={isCut === true ? '… and more, in the file itself' : undefined}
      />
    </details>
  );
}
