// One version's verdict, opened: this is where a refusal's address leads.

import type { ReasonItem } from '../../../src/http/api/contract.ts';
import type { Explanation, PackageDetail, VersionItem } from '../../../src/http/api/package-contract.ts';
import { queryOf } from '../api/client.ts';
import { useResource } from '../api/use-resource.ts';
import { useMay } from '../app/context.ts';
import { useQuery } from '../app/use-query.ts';
import { Copy } from '../parts/copy.tsx';
import { Section } from '../parts/page.tsx';
import { Reasons } from '../parts/reasons.tsx';
import { Empty } from '../parts/states.tsx';
import { packageHref } from '../words/ecosystems.ts';
import { decidingReason, describeStanding, MEANINGS } from '../words/verdict-words.ts';
import { purlOfVersion } from '../words/purl-address.ts';

interface VersionReasonsProps {
  readonly detail: PackageDetail;
  readonly asked: string;
  readonly version: VersionItem | undefined;
}

export function VersionReasons({ detail, asked, version }: VersionReasonsProps) {
  const query = useQuery();
  const purl = purlOfVersion(detail.purl, asked);
  const { data } = useResource<Explanation>(`/explain${queryOf({ purl })}`);
  const close = (
    <a class="button is-small" href={query.href({ version: undefined })}>
      Close
    </a>
  );
  if (version === undefined) {
    return (
      <Section title={`Version ${asked}`} more={close}>
        <div class="stack">
          <Empty title={`There is no ${asked} here`}>
            The upstream’s index does not list it, and it was never served here. Choose one of the versions
            below.
          </Empty>
          {/* Malware is often taken down before anybody asks; its record still names the version. */}
          {data === undefined || data.verdict.reasons.length === 0 ? null : (
            <Reasons verdict={data.verdict} />
          )}
        </div>
      </Section>
    );
  }
  return (
    <Section
      id="why"
      title={`${detail.name}@${asked} ${describeStanding(version.verdict)}`}
      lead={MEANINGS[version.verdict.action]}
      more={close}
    >
      <div class="stack">
        <Reasons verdict={version.verdict} />
        <NextSteps {...{ detail, asked, version, purl }} />
        {data === undefined ? null : (
          <details>
            <summary>The same as text, as the command line prints it</summary>
            <Copy text={data.text.join('\n')} what="explanation" />
          </details>
        )}
      </div>
    </Section>
  );
}

function NextSteps({
  detail,
  asked,
  version,
  purl,
}: VersionReasonsProps & { readonly version: VersionItem; readonly purl: string }) {
  const mayWaive = useMay('waive');
  const mayQuarantine = useMay('quarantine');
  const reason = decidingReason(version.verdict);
  const isFinal = version.verdict.reasons.some(isNeverWaived);
  const isKept = version.verdict.action === 'hide' || version.verdict.action === 'block';
  const isOtherOffered = detail.latestOffered !== undefined && detail.latestOffered !== asked;
  return (
    <div class="row">
      {isKept && isOtherOffered ? (
        <span>
          Use{' '}
          <a href={packageHref(detail.ecosystem, detail.name, detail.latestOffered)}>
            {detail.latestOffered}
          </a>{' '}
          instead
          {mayWaive && !isFinal ? ', or' : '.'}
        </span>
      ) : null}
      {isKept && mayWaive && !isFinal ? (
        <a class="button" href={`/waivers${queryOf({ add: 'yes', purl, rule: reason?.rule })}`}>
          Waive for a time…
        </a>
      ) : null}
      {!isKept && mayQuarantine ? (
        <a class="button" href={`/waivers${queryOf({ kind: 'quarantines', add: 'yes', purl })}`}>
          Quarantine…
        </a>
      ) : null}
      {isKept && isFinal ? (
        <span class="muted">
          No waiver silences this. If the evidence is wrong, its source must withdraw it.
        </span>
      ) : null}
      {isKept && !mayWaive && !isFinal ? (
        <span class="muted">A reviewer can waive it for a time: send them this page’s address.</span>
      ) : null}
    </div>
  );
}

/** Rests on evidence of the policy's floor, which holds whatever people say; a quarantine is lifted, not waived. */
function isNeverWaived({ action, evidence }: ReasonItem): boolean {
  return (action === 'hide' || action === 'block') && evidence.some(({ kind }) => NEVER_WAIVED.has(kind));
}

const NEVER_WAIVED: ReadonlySet<string> = new Set(['malware', 'digest-changed', 'reservation', 'quarantine']);
