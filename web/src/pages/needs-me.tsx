// What somebody should do something about, most urgent first.

import type { Overview } from '../../../src/http/api/decision-contract.ts';
import type { Status } from '../../../src/http/api/status-contract.ts';
import { Copy } from '../parts/copy.tsx';
import { VerdictIcon } from '../parts/icons.tsx';
import { Section } from '../parts/page.tsx';

interface Need {
  readonly code: string;
  readonly text: string;
  readonly href?: string | undefined;
  readonly command?: string | undefined;
}

export function NeedsMe({
  overview,
  status,
}: {
  readonly overview: Overview;
  readonly status: Status | undefined;
}) {
  const needs = uniqueByText([...overview.needsMe, ...(status?.warnings ?? [])]);
  return (
    <Section title="What needs you now">
      <ul class="todo panel">
        {needs.length === 0 ? (
          <li>
            <VerdictIcon action="allow" />
            <div>Nothing. No alarm is open and every feed is fresh.</div>
          </li>
        ) : (
          needs.map((need) => (
            <li key={`${need.code} ${need.text}`}>
              <VerdictIcon action="warn" />
              <div>
                <p class="anywhere">
                  {need.text} {need.href === undefined ? null : <NeedLink href={need.href} />}
                </p>
                {need.command === undefined ? null : <Copy text={need.command} what="command" />}
              </div>
            </li>
          ))
        )}
      </ul>
    </Section>
  );
}

/** Only places of this site. */
function NeedLink({ href }: { readonly href: string }) {
  return /^\/(?![/\\])/.test(href) ? (
    <a class="nowrap" href={href}>
      Look at it
    </a>
  ) : null;
}

function uniqueByText(needs: readonly Need[]): readonly Need[] {
  return [...new Map(needs.map((need) => [need.text, need])).values()];
}
