// gatehouse name: whether a new package may be called so, and appeals for names that look like others.

import { appealItem, appealList, nameAnswer } from '../../http/api/namespace-contract.ts';
import { command } from '../command.ts';
import { ECOSYSTEM_WORD, REASON_FLAG } from '../common-words.ts';
import { apiPath } from '../desk/desk.ts';
import { words } from '../terminal/painted.ts';
import { UsageError } from '../usage-error.ts';

const NAME_WORD = { name: 'NAME', says: 'The name of the package: @acme/tide, com.acme:tide' } as const;

const check = command({
  name: 'name check',
  summary: 'Tell whether you may create a package of this name, and why not',
  details: ['Exits 1 when you may not.'],
  words: [ECOSYSTEM_WORD, NAME_WORD],
  hasJson: true,
  usesData: true,
  async run(context, { words: [ecosystem = '', name = ''] }) {
    const { out } = context;
    const answer = await (
      await context.openDesk()
    ).ask({ path: apiPath('names', ecosystem, name), answer: nameAnswer });
    if (context.shared.isJson) out.json(answer);
    else if (answer.may) {
      const whose = answer.owner === undefined ? '' : `; it becomes ${answer.owner}'s`;
      out.line(words`${out.palette.good('You may')} create ${answer.name}${whose}`);
    } else out.line(words`${answer.sentence ?? `You may not create ${answer.name}`}`);
    return answer.may ? 0 : 1;
  },
});

const appeal = command({
  name: 'name appeal',
  summary: 'Ask that a name be let through although it looks like another one. Takes a second factor',
  words: [ECOSYSTEM_WORD, NAME_WORD],
  flags: { reason: REASON_FLAG },
  hasJson: true,
  usesData: true,
  helps: { conflict: 'gatehouse name appeals' },
  async run(context, { words: [ecosystem = '', name = ''], flags: { reason } }) {
    const { out } = context;
    const body = { ecosystem, name, reason };
    const asked = await (
      await context.openDesk()
    ).ask({ method: 'POST', path: '/names/appeals', body, answer: appealItem });
    if (context.shared.isJson) out.json(asked);
    else {
      out.line(
        words`${out.palette.good('Asked')}: a reviewer answers, and you get a letter ${out.palette.faint(asked.id)}`,
      );
    }
    return 0;
  },
});

const appeals = command({
  name: 'name appeals',
  summary: 'List your appeals for names, newest first',
  flags: { all: { says: "Everybody's; takes a reviewer" } },
  hasJson: true,
  usesData: true,
  async run(context, { flags: { all } }) {
    const { out } = context;
    const { items } = await (
      await context.openDesk()
    ).ask({ path: '/names/appeals', query: { all: String(all) }, answer: appealList });
    if (context.shared.isJson) out.json({ items });
    else if (items.length === 0) out.line(words`There are no appeals.`);
    else {
      out.table(
        ['id', 'ecosystem', 'name', 'looks like', 'by', 'state', 'why'],
        items.map((one) => [
          one.id,
          one.ecosystem,
          one.name,
          `${one.looksLike} (${one.how})`,
          one.account,
          one.state,
          one.reason,
        ]),
      );
    }
    return 0;
  },
});

const answer = command({
  name: 'name answer',
  summary: 'Answer an appeal: a grant lets that name through for that person (a reviewer)',
  words: [{ name: 'ID', says: 'The id that gatehouse name appeals shows' }],
  flags: {
    grant: { says: 'Let it through' },
    refuse: { says: 'Do not; an earlier grant ends' },
    reason: REASON_FLAG,
  },
  hasJson: true,
  usesData: true,
  helps: { 'not-found': 'gatehouse name appeals --all' },
  async run(context, { words: [id = ''], flags: { grant, refuse, reason } }) {
    if (grant === refuse)
      throw new UsageError('expected either --grant or --refuse', { commandName: 'name answer' });
    const { out } = context;
    const path = apiPath('names', 'appeals', id);
    const body = { decision: grant ? 'granted' : 'refused', answer: reason };
    const decided = await (await context.openDesk()).ask({ method: 'PUT', path, body, answer: appealItem });
    if (context.shared.isJson) out.json(decided);
    else
      out.line(
        words`${decided.state === 'granted' ? 'Granted' : 'Refused'}: ${decided.name} for ${decided.account}`,
      );
    return 0;
  },
});

export const nameCommands = [check, appeal, appeals, answer];
