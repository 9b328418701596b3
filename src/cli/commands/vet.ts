// gatehouse vet: what is known of a package before it is used, asking for it, and deciding.

import {
  vettingCard,
  vettingDetail,
  vettingItem,
  vettingPage,
  type VettingDetail,
  type VettingItem,
} from '../../http/api/vetting-contract.ts';
import { VETTING_STATES } from '../../governance/vetting/vetting-ports.ts';
import type { VettingDecision } from '../../kernel/evidence.ts';
import { command } from '../command.ts';
import type { CommandContext } from '../context.ts';
import { LIMIT_FLAG, PURL_WORD, REASON_FLAG, VIEW_FLAG } from '../common-words.ts';
import { apiPath, askPages } from '../desk/desk.ts';
import { parseLimit } from '../parse-limit.ts';
import { words } from '../terminal/painted.ts';
import { UsageError } from '../usage-error.ts';
import { printCard, printRequest, printRequests } from '../vetting/print-vetting.ts';

const ID_WORD = { name: 'ID', says: 'The id that gatehouse vet list shows' } as const;
const LASTS_FLAG = {
  value: 'TIME',
  says: 'For how long: 90d, 52w; at most two years (else 365d)',
  isSpan: true,
} as const;

const card = command({
  name: 'vet',
  summary: 'Tell what is known of a package before it is used: behaviours with their evidence',
  details: [
    'Upkeep, releases, people, provenance, install scripts, licence, advisories and how soon they were mended, dependencies, who uses it here. No score is made of it; what cannot be known here is told as unknown, with the reason.',
    'Without a version, of the newest one. Exits 1 when the gate keeps it out now.',
  ],
  words: [PURL_WORD],
  flags: {
    view: VIEW_FLAG,
    application: { value: 'NAME', says: 'Judge its licence by the lists for this application' },
  },
  hasJson: true,
  usesData: true,
  examples: ['gatehouse vet pkg:npm/left-pad', 'gatehouse vet pkg:pypi/requests@2.32.0 --json'],
  async run(context, { words: [purl = ''], flags }) {
    const desk = await context.openDesk();
    const { view, application } = flags;
    const found = await desk.ask({
      path: '/vetting/card',
      query: { purl, view, application },
      answer: vettingCard,
    });
    if (context.shared.isJson) context.out.json(found);
    else {
      printCard(context.out, found);
      context.out.hint(words`Next: gatehouse vet request ${found.purl} --reason TEXT`);
    }
    return found.verdict.action === 'hide' || found.verdict.action === 'block' ? 1 : 0;
  },
});

const request = command({
  name: 'vet request',
  summary: 'Ask that a package be looked at before it is used; anybody with an account may',
  words: [PURL_WORD],
  flags: {
    reason: REASON_FLAG,
    application: { value: 'NAME', says: 'The application that it is wanted for' },
    version: {
      value: 'VERSION',
      says: 'Of a package without a version: this one (can be repeated)',
      isMany: true,
    },
  },
  hasJson: true,
  usesData: true,
  examples: ['gatehouse vet request pkg:npm/left-pad --reason "pads the labels" --application shop'],
  async run(context, { words: [purl = ''], flags }) {
    const { reason, application, version } = flags;
    const desk = await context.openDesk();
    const made = await desk.ask({
      method: 'POST',
      path: '/vetting',
      body: {
        purl,
        reason,
        ...(application === undefined ? {} : { application }),
        ...(version.length === 0 ? {} : { versions: [...version] }),
      },
      answer: vettingItem,
    });
    return printDone(context, made, 'Asked', `gatehouse vet show ${made.id}`);
  },
});

const list = command({
  name: 'vet list',
  summary: 'List requests to vet packages and what became of them',
  flags: {
    state: { value: 'STATE', says: `One of ${VETTING_STATES.join(', ')} (else all)` },
    package: { value: 'PURL', says: 'Of this package' },
    mine: { says: 'Your own' },
    limit: LIMIT_FLAG,
  },
  hasJson: true,
  usesData: true,
  examples: ['gatehouse vet list --state open'],
  async run(context, { flags }) {
    const { state, mine } = flags;
    if (state !== undefined && !VETTING_STATES.some((one) => one === state)) {
      throw new UsageError(`--state: found "${state}", expected one of ${VETTING_STATES.join(', ')}`, {
        commandName: 'vet list',
      });
    }
    const desk = await context.openDesk();
    const query = {
      ...(state === undefined ? {} : { state }),
      ...(flags.package === undefined ? {} : { purl: flags.package }),
      ...(mine ? { mine: 'true' } : {}),
    };
    const question = { path: '/vetting', query, answer: vettingPage };
    const found = await askPages(desk, question, parseLimit(flags.limit, 'requests'));
    if (context.shared.isJson) context.out.json(found);
    else printRequests(context.out, found);
    return 0;
  },
});

const show = command({
  name: 'vet show',
  summary: 'Show one request, what was decided, and the card as it was then',
  words: [ID_WORD],
  hasJson: true,
  usesData: true,
  helps: { 'not-found': 'gatehouse vet list' },
  async run(context, { words: [id = ''] }) {
    const desk = await context.openDesk();
    const found = await desk.ask({ path: apiPath('vetting', id), answer: vettingDetail });
    if (context.shared.isJson) context.out.json(found);
    else printRequest(context.out, found);
    return 0;
  },
});

const approve = command({
  name: 'vet approve',
  summary: 'Approve a request; takes a reviewer who signs in',
  details: [
    'The approval is evidence, in force at once in every view whose policy asks for it, and ends by itself.',
  ],
  words: [ID_WORD],
  flags: {
    reason: REASON_FLAG,
    lasts: LASTS_FLAG,
    conditions: { value: 'TEXT', says: 'What whoever uses it has to heed; shown with it' },
  },
  hasJson: true,
  usesData: true,
  helps: { 'not-found': 'gatehouse vet list --state open' },
  examples: ['gatehouse vet approve vetting-… --reason "read it" --conditions "not on servers" --lasts 180d'],
  async run(context, { words: [id = ''], flags }) {
    const { conditions } = flags;
    const decision = conditions === undefined ? 'approved' : 'approved-with-conditions';
    return decide(context, id, decision, flags);
  },
});

const reject = command({
  name: 'vet reject',
  summary: 'Reject a request; takes a reviewer who signs in',
  words: [ID_WORD],
  flags: { reason: REASON_FLAG, lasts: LASTS_FLAG },
  hasJson: true,
  usesData: true,
  helps: { 'not-found': 'gatehouse vet list --state open' },
  async run(context, { words: [id = ''], flags }) {
    return decide(context, id, 'rejected', flags);
  },
});

const withdraw = command({
  name: 'vet withdraw',
  summary: 'Take a request of yours back, or end what was decided; that takes a reviewer who signs in',
  words: [ID_WORD],
  hasJson: true,
  usesData: true,
  helps: { 'not-found': 'gatehouse vet list' },
  async run(context, { words: [id = ''] }) {
    const desk = await context.openDesk();
    const ended = await desk.ask({ method: 'DELETE', path: apiPath('vetting', id), answer: vettingItem });
    return printDone(context, ended, 'Withdrawn');
  },
});

export const vetCommands = [card, request, list, show, approve, reject, withdraw];

async function decide(
  context: CommandContext,
  id: string,
  decision: VettingDecision,
  flags: {
    readonly reason: string;
    readonly lasts?: string | undefined;
    readonly conditions?: string | undefined;
  },
): Promise<number> {
  const { reason, lasts, conditions } = flags;
  const desk = await context.openDesk();
  const decided: VettingDetail = await desk.ask({
    method: 'PUT',
    path: `${apiPath('vetting', id)}/decision`,
    body: {
      decision,
      reason,
      ...(lasts === undefined ? {} : { lasts }),
      ...(conditions === undefined ? {} : { conditions }),
    },
    answer: vettingDetail,
  });
  const did = decision === 'rejected' ? 'Rejected' : 'Approved';
  return printDone(context, decided, did, `gatehouse explain ${decided.purl}`);
}

function printDone({ out, shared }: CommandContext, item: VettingItem, did: string, next?: string): number {
  if (shared.isJson) {
    out.json(item);
    return 0;
  }
  const { outcome } = item;
  const until = outcome === undefined || !outcome.isInForce ? '' : ` until ${outcome.until.slice(0, 10)}`;
  out.line(
    words`${out.palette.good(did)} ${out.palette.strong(item.purl)}${until} ${out.palette.faint(item.id)}`,
  );
  if (next !== undefined) out.hint(words`Next: ${next}`);
  return 0;
}
