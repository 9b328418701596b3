// What nothing can be known about: not clean, but unknown.

import type { ApplicationDetail } from '../../../src/http/api/application-contract.ts';
import { Section } from '../parts/page.tsx';
import { Empty } from '../parts/states.tsx';
import { Table } from '../parts/table.tsx';

export function ApplicationUnknown({ detail }: { readonly detail: ApplicationDetail }) {
  const { unknown, gaps } = detail;
  if (unknown.length === 0 && gaps.length === 0) {
    return (
      <Empty title="Nothing is unknown">
        Every component has an ecosystem and a version, and every file was read whole.
      </Empty>
    );
  }
  return (
    <>
      {unknown.length === 0 ? null : (
        <Section
          title="Components about which nothing can be known"
          lead="They have no version, or no ecosystem that is known here. A lock file that names versions tells more."
        >
          <Table
            caption="Unknown components"
            columns={[
              { head: 'Component', kind: 'main', cell: ({ name }) => name },
              { head: 'Version', cell: ({ version }) => version ?? <span class="muted">not told</span> },
              { head: 'Asked for', cell: ({ requested }) => requested },
              { head: 'File', kind: 'wide', cell: ({ file, line }) => placeOf(file, line) },
            ]}
            items={unknown.map((item, at) => ({ ...item, at }))}
            keyOf={({ at }) => String(at)}
          />
        </Section>
      )}
      {gaps.length === 0 ? null : (
        <Section title="What the files leave open" lead="Where a file could not be followed.">
          <Table
            caption="Gaps"
            columns={[
              { head: 'What', kind: 'main', cell: ({ message }) => message },
              { head: 'File', kind: 'wide', cell: ({ file, line }) => placeOf(file, line) },
            ]}
            items={gaps.map((item, at) => ({ ...item, at }))}
            keyOf={({ at }) => String(at)}
          />
        </Section>
      )}
    </>
  );
}

function placeOf(file: string, line: number | undefined): string {
  return line === undefined ? file : `${file}:${line}`;
}
