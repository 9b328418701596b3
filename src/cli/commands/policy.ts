// gatehouse policy: what is in force, what a document would change, and bringing one into force.

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

import {
  POLICY_TEST_MOST,
  policyItem,
  policyList,
  policyTest,
  type PolicyItem,
  type PolicyTest,
} from '../../http/api/governance-contract.ts';
import { parseDurationMs } from '../../kernel/clock.ts';
import { GatehouseError } from '../../kernel/errors.ts';
import { parsePolicy } from '../../policy/parse-policy.ts';
import { readActorNames } from '../actor-names.ts';
import { command } from '../command.ts';
import type { CommandContext } from '../context.ts';
import { apiPath, type Desk } from '../desk/desk.ts';
import { summarizeChanges } from '../summarize-changes.ts';
import { shortTime } from '../terminal/printer.ts';
import { words } from '../terminal/painted.ts';
import { UsageError } from '../usage-error.ts';

const DEFAULT_VIEW = 'default';
const VIEW = { value: 'VIEW', says: 'The view whose policy it is (else default)' } as const;
const FILE = { name: 'FILE', says: 'The policy, a TOML file', completes: 'file' } as const;

const show = command({
  name: 'policy show',
  summary: 'Print the policy in force',
  details: [
    'The text can be written to a file, changed, tried with policy test and brought into force with policy apply.',
  ],
  flags: { view: VIEW },
  hasJson: true,
  usesData: true,
  examples: ['gatehouse policy show > policy.toml', 'gatehouse policy show --view ci --json'],
  async run(context, { flags }) {
    const { out, err } = context;
    const desk = await context.openDesk();
    const policy = await findPolicy(desk, flags.view ?? DEFAULT_VIEW);
    if (context.shared.isJson) {
      out.json(policy);
      return 0;
    }
    const { view, number, author, createdAt, note } = policy;
    if (err.isTerminal) {
      const nameOf = await readActorNames(desk, [author]);
      const about = `view ${view}, version ${number}, by ${nameOf(author)}, ${shortTime(createdAt)}: ${note}`;
      err.line(err.palette.faint(about));
    }
    out.raw(policy.text.endsWith('\n') ? policy.text : `${policy.text}\n`);
    return 0;
  },
});

const test = command({
  name: 'policy test',
  summary: 'Say what a policy would change among the packages that are known here',
  details: [
    'Versions of a package to which the same happens are one line; --json has each of them, the first 500.',
    'Nothing is brought into force. Exits 1 when the document has faults; a change is no fault.',
    'Ends after 2,000 packages or 15 seconds and then says how many it did not look at; the options allow it more.',
  ],
  words: [FILE],
  flags: {
    view: VIEW,
    packages: { value: 'COUNT', says: 'Look at no more packages than this (else 2000)' },
    time: { value: 'TIME', says: 'Look for no longer than this (else 15s): 1s to 100s' },
  },
  hasJson: true,
  usesData: true,
  examples: [
    'gatehouse policy test policy.toml',
    'gatehouse policy test policy.toml --packages 50000 --time 90s',
  ],
  async run(context, { words: [file = ''], flags }) {
    const limits = { packages: parsePackages(flags.packages), seconds: parseSeconds(flags.time) };
    const text = readPolicy(context, file);
    const desk = await context.openDesk();
    const path = apiPath('policies', flags.view ?? DEFAULT_VIEW, 'test');
    const found = await desk.ask({ method: 'POST', path, body: { text, ...limits }, answer: policyTest });
    if (context.shared.isJson) context.out.json(found);
    else printTest(context, found, file);
    return 0;
  },
});

const apply = command({
  name: 'policy apply',
  summary: 'Bring a policy into force; takes an administrator who signs in',
  words: [FILE],
  flags: {
    view: VIEW,
    note: { value: 'TEXT', says: 'Why, for those who read the history', isRequired: true },
  },
  hasJson: true,
  usesData: true,
  examples: ['gatehouse policy apply policy.toml --note "wait a week for new versions"'],
  async run(context, { words: [file = ''], flags }) {
    const text = readPolicy(context, file);
    const view = flags.view ?? DEFAULT_VIEW;
    const desk = await context.openDesk();
    const { items } = await desk.ask({ path: '/policies', answer: policyList });
    const number = items.find((item) => item.view === view)?.number ?? 0;
    const applied = await desk.ask({
      method: 'PUT',
      path: apiPath('policies', view),
      body: { text, note: flags.note, number },
      answer: policyItem,
    });
    const { out } = context;
    if (context.shared.isJson) out.json(applied);
    else out.line(words`${out.palette.good('In force')} version ${applied.number} of view ${applied.view}`);
    return 0;
  },
});

export const policyCommands = [show, test, apply];

async function findPolicy(desk: Desk, view: string): Promise<PolicyItem> {
  const { items } = await desk.ask({ path: '/policies', answer: policyList });
  const found = items.find((item) => item.view === view);
  if (found !== undefined) return found;
  const known = items.map((item) => item.view).join(', ');
  throw new GatehouseError('not-found', `Cannot find view ${view}: expected one of ${known}`, {
    facts: { command: 'gatehouse policy show --view default' },
  });
}

/** The text, once it is known to be a policy: faults are told before anybody is asked to sign in. */
function readPolicy({ machine }: CommandContext, file: string): string {
  let text: string;
  try {
    text = readFileSync(resolve(machine.cwd, file), 'utf8');
  } catch (cause) {
    throw new GatehouseError(
      'not-found',
      `Cannot read ${file}: there is no such file, or it may not be read`,
      {
        cause,
        facts: { command: 'gatehouse policy show > policy.toml' },
      },
    );
  }
  parsePolicy(text);
  return text;
}

/** Throws UsageError. */
function parsePackages(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const count = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (count >= 1 && count <= POLICY_TEST_MOST.packages) return count;
  throw new UsageError(
    `--packages: found ${JSON.stringify(text)}, expected 1 to ${POLICY_TEST_MOST.packages}`,
    { commandName: 'policy test' },
  );
}

/** Throws UsageError. */
function parseSeconds(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const seconds = (parseDurationMs(text) ?? 0) / 1000;
  if (seconds >= 1 && seconds <= POLICY_TEST_MOST.seconds) return seconds;
  throw new UsageError(`--time: found ${JSON.stringify(text)}, expected 1s to ${POLICY_TEST_MOST.seconds}s`, {
    commandName: 'policy test',
  });
}

function printTest(context: CommandContext, found: PolicyTest, file: string): void {
  const { out } = context;
  const { palette } = out;
  const { total, examined, known, changes } = found;
  const looked = examined === known ? inWords(known) : `${inWords(examined)} of ${inWords(known)}`;
  out.line(
    words`${palette.good('Sound')} ${file}: ${inWords(total)} of the verdicts on ${looked} known ${known === 1 ? 'package' : 'packages'} would change`,
  );
  printReach(context, found, file);
  if (changes.length === 0) return;
  out.table(
    ['package', 'now', 'then', 'rule', 'why'],
    summarizeChanges(changes).map(({ change: { purl, before, after, rule, summary }, more }) => [
      more === 0 ? purl : `${purl} and ${inWords(more)} more`,
      palette.action(before),
      palette.action(after),
      rule === '' ? '–' : rule,
      summary,
    ]),
  );
  if (total > changes.length) out.line(`… and ${inWords(total - changes.length)} more`);
}

/** What was not looked at: without it, few changes would read as few changes in all. */
function printReach({ out }: CommandContext, found: PolicyTest, file: string): void {
  const { palette } = out;
  const { examined, failed, known, stoppedBy } = found;
  if (failed > 0) {
    const text = `${inWords(failed)} could not be decided now and ${failed === 1 ? 'is' : 'are'} left out`;
    out.line(words`${palette.notice('!')} ${text}`);
  }
  if (stoppedBy === undefined) return;
  const looked = examined + failed;
  const ended =
    stoppedBy === 'packages'
      ? `after ${inWords(looked)} ${looked === 1 ? 'package' : 'packages'}`
      : 'when its time was over';
  out.line(
    words`${palette.notice('!')} It stopped ${ended}: ${inWords(known - looked)} of ${inWords(known)} were not looked at`,
  );
  const { packages, seconds } = POLICY_TEST_MOST;
  const more = `--packages ${Math.min(known, packages)} --time ${seconds}s`;
  out.line(words`  ${palette.faint('do:')} ${palette.code(`gatehouse policy test ${file} ${more}`)}`);
}

function inWords(count: number): string {
  return count.toLocaleString('en');
}
