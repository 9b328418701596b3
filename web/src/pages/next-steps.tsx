// What to do next, from what the gate has seen so far.

import type { Overview } from '../../../src/http/api/decision-contract.ts';
import type { Status } from '../../../src/http/api/status-contract.ts';
import { Section } from '../parts/page.tsx';
import { countOf } from '../words/byte-words.ts';
import { ECOSYSTEM_TITLES } from '../words/ecosystems.ts';

interface Step {
  readonly text: string;
  readonly link: string;
  readonly href: string;
}

export function NextSteps({
  overview,
  status,
}: {
  readonly overview: Overview;
  readonly status: Status | undefined;
}) {
  const steps = stepsFor(overview, status);
  return (
    <Section title="What to do next">
      <ul class="todo panel">
        {steps.map(({ text, link, href }) => (
          <li key={href}>
            <div>
              {text} <a href={href}>{link}</a>
            </div>
          </li>
        ))}
      </ul>
    </Section>
  );
}

const MOST = 3;

function stepsFor(overview: Overview, status: Status | undefined): readonly Step[] {
  const observed = overview.keptOut.filter(({ mode }) => mode === 'observed');
  const waiting = overview.keptOut.find(({ rule, mode }) => rule === 'young-version' && mode === 'enforced');
  const used = new Set(overview.ecosystems);
  const configured = new Set(status?.upstreams.map(({ ecosystem }) => ecosystem));
  const unused = [...configured].filter((ecosystem) => !used.has(ecosystem));
  const steps: readonly (Step | false)[] = [
    observed.length > 0 && {
      text: `Rules in observe mode would have stopped ${countOf(
        observed.reduce((sum, { count }) => sum + count, 0),
        'request',
      )}: see what, then enforce them.`,
      link: 'See them',
      href: '/decisions?mode=observed',
    },
    waiting !== undefined && {
      text: 'Fresh versions wait by themselves. Where one is needed now, a reviewer waives it for a time.',
      link: 'Waivers',
      href: '/waivers',
    },
    unused.length > 0 && {
      text: `Nobody uses ${unused.map((one) => ECOSYSTEM_TITLES[one]).join(', ')} through this gate yet: set up those clients too.`,
      link: 'Client set-up',
      href: '/clients',
    },
    overview.reservations === 0 && {
      text: 'Keep the names of your own packages from ever coming from outside.',
      link: 'Reserve names',
      href: '/names',
    },
    { text: 'Test a stricter policy against all that came through here.', link: 'Policy', href: '/policy' },
  ];
  return steps.filter((step) => step !== false).slice(0, MOST);
}
