// The plan of one lock file: its steps, all of them at once, and what stays.

import type { ApplicationItem } from '../../../src/http/api/application-contract.ts';
import type { PlanFileItem, PlanStepItem } from '../../../src/http/api/fix-plan-contract.ts';
import { useQuery } from '../app/use-query.ts';
import { Commands, Flaws, ProofMark, StepMark } from '../parts/fix-parts.tsx';
import { PackageLink } from '../parts/package-link.tsx';
import { Section } from '../parts/page.tsx';
import { Table, type Column } from '../parts/table.tsx';
import { VersionText } from '../parts/version-text.tsx';
import { countOf } from '../words/byte-words.ts';
import {
  describeMove,
  folderOf,
  movesBeside,
  upgradesOf,
  versionsOf,
  WAY_WORDS,
} from '../words/fix-words.ts';
import { FixPatch } from './fix-patch.tsx';

interface RankedStep extends PlanStepItem {
  readonly rank: number;
}

const MOST_UPGRADES = 3;
const MOST_TRIED = 5;

export function FixPlanFile({
  file,
  application,
}: {
  readonly file: PlanFileItem;
  readonly application: ApplicationItem;
}) {
  const wanted = useQuery().get('steps');
  const ranked = file.steps.map((step, at) => ({ ...step, rank: at + 1 }));
  const steps = ranked.filter(
    ({ fate }) => wanted === undefined || (wanted === 'done') === (fate === 'done'),
  );
  const folder = folderOf(file.path);
  return (
    <Section
      title={file.path}
      lead={
        <>
          <ProofMark client={file.isVerified ? file.client : undefined} /> {leadOf(file)}
        </>
      }
    >
      {ranked.length > 0 && steps.length === 0 ? (
        <p class="muted">No step here is {wanted === 'done' ? 'done' : 'left to do'}.</p>
      ) : null}
      {steps.length === 0 ? null : (
        <Table
          caption={`Steps for ${file.path}`}
          columns={columnsFor(file, folder)}
          items={steps}
          keyOf={({ rank }) => String(rank)}
        />
      )}
      {file.steps.length === 0 ? null : <FixPatch file={file} application={application} />}
      {file.unfixed.length === 0 ? null : <Stays file={file} />}
      {file.suggestions.length === 0 ? null : (
        <div class="panel is-padded is-below">
          <h3>What would move the rest, not verified</h3>
          <Commands
            commands={file.suggestions}
            folder={folder}
            what={`unverified commands for ${file.path}`}
          />
        </div>
      )}
    </Section>
  );
}

function leadOf({
  client,
  isVerified,
  notTried,
  findingsBefore,
  findingsAfter,
  steps,
}: PlanFileItem): string {
  if (notTried !== undefined) return `Nothing is verified: ${notTried}.`;
  if (!isVerified || steps.length === 0)
    return `${client} was asked, and no upgrade was found that it can bring in.`;
  return `${client} carried all of it out in a copy: ${countOf(findingsBefore, 'finding')} before, ${findingsAfter} after.`;
}

function columnsFor(file: PlanFileItem, folder: string): readonly Column<RankedStep>[] {
  return [
    {
      head: 'Step',
      kind: 'main',
      cell: (step) => <Upgrades step={step} file={file} folder={folder} />,
    },
    { head: 'Closes', kind: 'wide', cell: ({ fixed }) => <Flaws flaws={fixed} hasFates /> },
    { head: 'Moves along', kind: 'wide', cell: (step) => <Along step={step} /> },
    { head: 'State', kind: 'tight', cell: ({ fate }) => <StepMark fate={fate} /> },
  ];
}

function Upgrades({
  step,
  file: { ecosystem, path },
  folder,
}: {
  readonly step: RankedStep;
  readonly file: PlanFileItem;
  readonly folder: string;
}) {
  const upgrades = upgradesOf(step);
  const rest = upgrades.length - MOST_UPGRADES;
  return (
    <div class="lines-in-cell">
      {upgrades.slice(0, MOST_UPGRADES).map((upgrade, at) => {
        const { from, to } = versionsOf(upgrade, step.moves);
        return (
          <span key={`${upgrade.name} ${upgrade.from} ${upgrade.way}`}>
            {at === 0 ? <span class="muted">{step.rank}. </span> : null}
            <PackageLink ecosystem={ecosystem} name={upgrade.name} isPlain /> {from}{' '}
            <span class="muted">to</span> <VersionText version={to} />{' '}
            <span class="muted">{WAY_WORDS[upgrade.way]}</span>
          </span>
        );
      })}
      {rest > 0 ? <span class="muted">and {rest} more on the way to it</span> : null}
      <span>
        <span class="tag">{step.bump}</span>
      </span>
      {step.commands.length === 0 ? null : (
        <details class="step-commands">
          <summary>Commands of this step alone</summary>
          <Commands
            commands={step.commands}
            folder={folder}
            what={`commands of step ${step.rank} for ${path}`}
          />
        </details>
      )}
    </div>
  );
}

function Along({ step }: { readonly step: PlanStepItem }) {
  const moves = movesBeside(step);
  const [first, ...others] = moves;
  if (first === undefined) return <span class="muted">nothing else</span>;
  return (
    <div class="lines-in-cell">
      <span class="anywhere">{describeMove(first)}</span>
      {others.length === 0 ? null : (
        <details>
          <summary>and {others.length} more</summary>
          <div class="lines-in-cell">
            {others.map((move) => (
              <span key={move.name} class="anywhere">
                {describeMove(move)}
              </span>
            ))}
          </div>
        </details>
      )}
    </div>
  );
}

function Stays({ file }: { readonly file: PlanFileItem }) {
  return (
    <div class="is-below">
      <h3>What stays, and why</h3>
      <Table
        caption={`What stays in ${file.path}`}
        columns={[
          {
            head: 'Package',
            kind: 'main',
            cell: ({ name, version, isDirect }) => (
              <div class="lines-in-cell">
                <PackageLink ecosystem={file.ecosystem} name={name} version={version} isPlain />
                <span class="muted">
                  {isDirect ? 'the project asks for it' : 'something else asks for it'}
                </span>
              </div>
            ),
          },
          { head: 'Findings', kind: 'wide', cell: ({ flaws }) => <Flaws flaws={flaws} hasFates /> },
          {
            head: 'Why',
            kind: 'wide',
            cell: ({ because, tried }) => (
              <div class="lines-in-cell">
                <span class="anywhere">{because}</span>
                {tried.length === 0 ? null : <Tried tried={tried} />}
              </div>
            ),
          },
        ]}
        items={file.unfixed}
        keyOf={({ name, version }) => `${name} ${version}`}
      />
    </div>
  );
}

function Tried({ tried }: { readonly tried: readonly string[] }) {
  return (
    <details>
      <summary>What was tried</summary>
      <ul class="notes">
        {tried.slice(0, MOST_TRIED).map((one) => (
          <li key={one} class="is-said">
            {one}
          </li>
        ))}
        {tried.length > MOST_TRIED ? <li>and {tried.length - MOST_TRIED} more</li> : null}
      </ul>
    </details>
  );
}
