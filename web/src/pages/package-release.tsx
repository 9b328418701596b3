// What is inside of a version that is published here: what it says of itself, how it is installed, its README, what it depends on.

import type { ReleaseContentsItem } from '../../../src/http/api/contents-contract.ts';
import type { HostedPackageShown } from '../../../src/http/api/hosted-contract.ts';
import type { PackageDetail } from '../../../src/http/api/package-contract.ts';
import { useResource } from '../api/use-resource.ts';
import { useMay } from '../app/context.ts';
import { Copy } from '../parts/copy.tsx';
import { OutsideLink } from '../parts/outside-link.tsx';
import { Section } from '../parts/page.tsx';
import { nameActor, useReaderNames } from '../parts/reader.tsx';
import { Failure, Loading } from '../parts/states.tsx';
import { Time } from '../parts/time.tsx';
import { ReadmeView } from '../readme/readme-view.tsx';
import { installWords } from '../words/install-words.ts';
import { Dependents } from './release-dependents.tsx';
import { Dependencies, Inside } from './release-dependencies.tsx';

export function ReleaseSections({
  detail,
  version,
}: {
  readonly detail: PackageDetail;
  readonly version: string;
}) {
  const { ecosystem, name, purl } = detail;
  const hosted = `/hosted/${ecosystem}/${encodeURIComponent(name)}`;
  const path = `${hosted}/versions/${encodeURIComponent(version)}`;
  const { data, problem, reload } = useResource<ReleaseContentsItem>(path);
  const mayReadApplications = useMay('read-applications');
  if (data === undefined) {
    return (
      <Section title={`Version ${version}`}>
        {problem === undefined ? (
          <Loading what="what is inside of it" />
        ) : (
          <Failure problem={problem} retry={reload} />
        )}
      </Section>
    );
  }
  return (
    <>
      <About contents={data} hosted={hosted} path={path} />
      {data.readme === undefined ? null : (
        <Section title="README">
          <div class="panel is-padded">
            <ReadmeView readme={data.readme} />
          </div>
        </Section>
      )}
      <Dependencies contents={data} path={path} />
      {mayReadApplications ? <Dependents purl={purl} name={name} /> : null}
      <Inside contents={data} />
    </>
  );
}

function About(props: {
  readonly contents: ReleaseContentsItem;
  readonly hosted: string;
  readonly path: string;
}) {
  const { contents, hosted, path } = props;
  const { about, version, ecosystem, name } = contents;
  return (
    <Section title={`Version ${version}`} lead={about.description}>
      <div class="stack">
        <dl class="facts is-three">
          <Fact name="Published">
            <Time at={contents.publishedAt} />
            <Publisher hosted={hosted} version={version} />
          </Fact>
          <Fact name="Licence">{about.licence ?? <span class="muted">none declared</span>}</Fact>
          <Fact name="By its own words from">
            <People people={about.people} />
          </Fact>
          <Fact name="Links">
            <Links about={about} />
          </Fact>
          <Fact name="Bill of materials">
            <Bills path={path} />
          </Fact>
        </dl>
        <details>
          <summary>How to install it</summary>
          <div class="stack">
            {installWords(ecosystem, name, version).map(({ client, text }) => (
              <Copy key={client} text={text} what={`command for ${client}`} />
            ))}
            <p class="muted">
              These ask here once a client is <a href="/clients">set up for this server</a>.
            </p>
          </div>
        </details>
      </div>
    </Section>
  );
}

function Fact(props: { readonly name: string; readonly children: preact.ComponentChildren }) {
  return (
    <div>
      <dt>{props.name}</dt>
      <dd>{props.children}</dd>
    </div>
  );
}

/** Claims of an identity token by which people know a build. */
const CLAIMS = ['repository', 'project_path', 'workflow_ref', 'run_id', 'ref', 'sub'];

function Publisher({ hosted, version }: { readonly hosted: string; readonly version: string }) {
  const { data } = useResource<HostedPackageShown>(hosted);
  const nameOf = useReaderNames();
  const row = data?.versions.find((one) => one.version === version);
  if (row === undefined) return null;
  const { publishedBy, provenBy } = row;
  const told = CLAIMS.flatMap((claim) =>
    provenBy?.[claim] === undefined ? [] : [`${claim} ${provenBy[claim]}`],
  );
  return (
    <div class="fact-note anywhere">
      {provenBy === undefined
        ? null
        : ['by a trusted publisher', told.slice(0, 4).join(', ')].filter(Boolean).join(': ')}
      {provenBy === undefined && publishedBy !== undefined ? `by ${nameActor(nameOf, publishedBy)}` : null}
    </div>
  );
}

const SHOWN_PEOPLE = 5;

function People({ people }: Pick<ReleaseContentsItem['about'], 'people'>) {
  if (people.length === 0) return <span class="muted">nobody named</span>;
  const rest = people.length - SHOWN_PEOPLE;
  return (
    <>
      {people.slice(0, SHOWN_PEOPLE).map(({ called, name, url }, at) => (
        <span key={`${called} ${name}`}>
          {at === 0 ? '' : ', '}
          <OutsideLink url={url}>{name}</OutsideLink>
        </span>
      ))}
      {rest > 0 ? <span class="muted"> and {rest} more</span> : null}
    </>
  );
}

const LINKS = [
  ['repository', 'Repository'],
  ['homepage', 'Homepage'],
  ['issues', 'Issues'],
] as const;

function Links({ about }: Pick<ReleaseContentsItem, 'about'>) {
  const links = LINKS.filter(([key]) => about[key] !== undefined);
  if (links.length === 0) return <span class="muted">none declared</span>;
  return (
    <span class="row">
      {links.map(([key, word]) => (
        <OutsideLink key={key} url={about[key]}>
          {word}
        </OutsideLink>
      ))}
    </span>
  );
}

const BILLS = [
  ['cyclonedx', 'CycloneDX 1.6'],
  ['cyclonedx-1.7', 'CycloneDX 1.7'],
  ['spdx', 'SPDX 2.3'],
  ['spdx3', 'SPDX 3.0'],
] as const;

function Bills({ path }: { readonly path: string }) {
  return (
    <span class="row">
      {BILLS.map(([format, word]) => (
        <a key={format} href={`/api/v1${path}/sbom?format=${format}`} download="" target="_blank">
          {word}
        </a>
      ))}
    </span>
  );
}
