// gatehouse who: who fetched a package.

import { exposurePage } from '../../http/api/exposure-contract.ts';
import { readActorNames } from '../actor-names.ts';
import { command } from '../command.ts';
import { LIMIT_FLAG, PURL_WORD } from '../common-words.ts';
import { askPages } from '../desk/desk.ts';
import { parseLimit } from '../parse-limit.ts';
import { shortTime } from '../terminal/printer.ts';
import { words } from '../terminal/painted.ts';

export const whoCommand = command({
  name: 'who',
  summary: 'Say who fetched a package or version, newest first; takes an auditor',
  words: [PURL_WORD],
  flags: { limit: LIMIT_FLAG },
  hasJson: true,
  usesData: true,
  examples: ['gatehouse who pkg:npm/left-pad@1.3.0', 'gatehouse who pkg:pypi/requests --json --limit 100000'],
  async run(context, { words: [purl = ''], flags }) {
    const { out } = context;
    const limit = parseLimit(flags.limit, 'who');
    const desk = await context.openDesk();
    const { items, isCut } = await askPages(
      desk,
      { path: '/who', query: { purl }, answer: exposurePage },
      limit,
    );
    if (context.shared.isJson) {
      out.json({ items, isCut });
      return 0;
    }
    if (items.length === 0) {
      out.line(words`Nobody fetched ${purl} from here, as far as is recorded.`);
      return 0;
    }
    const nameOf = await readActorNames(
      desk,
      items.map(({ reader }) => reader),
    );
    out.table(
      ['last', 'first', 'times', 'who', 'client', 'file'],
      items.map((item) => [
        shortTime(item.lastAt),
        shortTime(item.firstAt),
        String(item.count),
        nameOf(item.reader),
        item.client,
        item.file,
      ]),
    );
    if (isCut) out.line('… and more: ask with a higher --limit');
    return 0;
  },
});
