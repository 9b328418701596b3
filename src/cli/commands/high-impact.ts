// gatehouse high-impact: packages that many depend on, and what publishing them takes from when on.

import { impactItem, impactList, impactPage, type ImpactItem } from '../../http/api/high-impact-contract.ts';
import { command } from '../command.ts';
import { ECOSYSTEM_WORD, REASON_FLAG } from '../common-words.ts';
import { apiPath } from '../desk/desk.ts';
import { words } from '../terminal/painted.ts';
import { shortTime, type Printer } from '../terminal/printer.ts';

const NAME_WORD = { name: 'NAME', says: 'The name of the package: @acme/tide, com.acme:tide' } as const;

const list = command({
  name: 'high-impact list',
  summary: 'List the high-impact packages that you publish or decide about, with their deadlines',
  flags: { all: { says: 'All that you may know; takes a reviewer' } },
  hasJson: true,
  usesData: true,
  async run(context, { flags: { all } }) {
    const { out } = context;
    const desk = await context.openDesk();
    const items: ImpactItem[] = [];
    if (!all) items.push(...(await desk.ask({ path: '/high-impact/mine', answer: impactList })).items);
    for (let after: string | undefined, more = all; more; more = after !== undefined) {
      const query = after === undefined ? {} : { after };
      const page = await desk.ask({ path: '/high-impact', query, answer: impactPage });
      items.push(...page.items);
      after = page.next;
    }
    if (context.shared.isJson) out.json({ items });
    else if (items.length === 0) out.line(words`There are none.`);
    else printList(out, items);
    return 0;
  },
});

const show = command({
  name: 'high-impact show',
  summary: 'Tell whether a package is high-impact, by which numbers, and what that asks from when on',
  words: [ECOSYSTEM_WORD, NAME_WORD],
  hasJson: true,
  usesData: true,
  async run(context, { words: [ecosystem = '', name = ''] }) {
    const path = apiPath('high-impact', ecosystem, name);
    const item = await (await context.openDesk()).ask({ path, answer: impactItem });
    if (context.shared.isJson) context.out.json(item);
    else printOne(context.out, item);
    return 0;
  },
});

const mark = command({
  name: 'high-impact mark',
  summary: 'Say that a package is high-impact, whatever is counted (a reviewer)',
  words: [ECOSYSTEM_WORD, NAME_WORD],
  flags: { reason: REASON_FLAG },
  hasJson: true,
  usesData: true,
  async run(context, { words: [ecosystem = '', name = ''], flags: { reason } }) {
    const path = apiPath('high-impact', ecosystem, name);
    const item = await (
      await context.openDesk()
    ).ask({ method: 'PUT', path, body: { reason }, answer: impactItem });
    if (context.shared.isJson) context.out.json(item);
    else printOne(context.out, item);
    return 0;
  },
});

const unmark = command({
  name: 'high-impact unmark',
  summary: 'Say that a package is not high-impact, whatever is counted (a reviewer). Takes a second factor',
  details: ['Nobody does so who may publish the package. With --counted what is counted decides again.'],
  words: [ECOSYSTEM_WORD, NAME_WORD],
  flags: {
    reason: { value: 'TEXT', says: 'Why' },
    counted: { says: "Only take a reviewer's word back: what is counted decides" },
  },
  hasJson: true,
  usesData: true,
  async run(context, { words: [ecosystem = '', name = ''], flags: { reason = '', counted } }) {
    const desk = await context.openDesk();
    const item = counted
      ? await desk.ask({
          method: 'DELETE',
          path: apiPath('high-impact', ecosystem, name, 'word'),
          answer: impactItem,
        })
      : await desk.ask({
          method: 'POST',
          path: apiPath('high-impact', ecosystem, name, 'exemption'),
          body: { reason },
          answer: impactItem,
        });
    if (context.shared.isJson) context.out.json(item);
    else printOne(context.out, item);
    return 0;
  },
});

const takeIn = command({
  name: 'high-impact take-in',
  summary: 'Let the rule hold for a package of yours before its deadline. Takes a passkey',
  details: [
    'A terminal asks for no passkey: on a running server it is done in the browser, on the page High-impact.',
  ],
  words: [ECOSYSTEM_WORD, NAME_WORD],
  hasJson: true,
  usesData: true,
  helps: {
    conflict: 'gatehouse high-impact list',
    'not-allowed': {
      says: 'With a passkey it is done in the browser, on the page High-impact. What is missing',
      command: 'gatehouse high-impact show ECOSYSTEM NAME',
    },
  },
  async run(context, { words: [ecosystem = '', name = ''] }) {
    const path = apiPath('high-impact', ecosystem, name, 'taken-in');
    const item = await (await context.openDesk()).ask({ method: 'POST', path, answer: impactItem });
    if (context.shared.isJson) context.out.json(item);
    else printOne(context.out, item);
    return 0;
  },
});

export const highImpactCommands = [list, show, mark, unmark, takeIn];

function printList(out: Printer, items: readonly ImpactItem[]): void {
  out.table(
    ['ecosystem', 'package', 'owner', 'because', 'rule holds', 'without a key'],
    items.map((item) => [
      item.ecosystem,
      item.name,
      item.owner,
      item.because ?? '–',
      item.state === 'in-force' ? 'now' : `from ${shortTime(item.deadline ?? '')}`,
      item.missing === undefined || item.missing.length === 0 ? '–' : item.missing.join(', '),
    ]),
  );
}

function printOne(out: Printer, item: ImpactItem): void {
  const { palette } = out;
  const { name, ecosystem, state, counted, threshold, word } = item;
  const says = {
    'not-high-impact': 'is not high-impact',
    coming: `is high-impact: the rule holds from ${shortTime(item.deadline ?? '')}`,
    'in-force': `is high-impact: the rule holds since ${shortTime(item.deadline ?? '')}`,
  }[state];
  out.line(words`${palette.strong(name)} in ${ecosystem} ${says}`);
  if (counted === undefined) out.line(words`Nothing was counted of it yet.`);
  else {
    out.line(
      words`${counted.packages} packages and ${counted.applications} applications depend on it (${threshold.dependents} make it high-impact), ${counted.downloads} files were served in 30 days (${threshold.downloads}). Counted ${shortTime(counted.at)}.`,
    );
  }
  if (word !== undefined) {
    out.line(
      words`${word.by.replace(/^account:/, '')} said ${word.says === 'high' ? 'that it is' : 'that it is not'}: ${word.reason}`,
    );
  }
  if (item.belowSince !== undefined)
    out.line(words`Below the threshold since ${shortTime(item.belowSince)}.`);
  for (const sentence of item.next) out.line(words`- ${sentence}`);
}
