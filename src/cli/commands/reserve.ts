// gatehouse reserve, reservations: names that are ours.

import { reservationItem, reservationList } from '../../http/api/governance-contract.ts';
import { ECOSYSTEMS, isEcosystem } from '../../kernel/ecosystem.ts';
import { readActorNames } from '../actor-names.ts';
import { command } from '../command.ts';
import { REASON_FLAG } from '../common-words.ts';
import { apiPath } from '../desk/desk.ts';
import { suggest } from '../suggest.ts';
import { shortTime } from '../terminal/printer.ts';
import { words } from '../terminal/painted.ts';
import { UsageError } from '../usage-error.ts';

const reserve = command({
  name: 'reserve',
  summary: 'Reserve a name or namespace: it never comes from an upstream',
  words: [
    { name: 'ECOSYSTEM', says: ECOSYSTEMS.join(', '), completes: ECOSYSTEMS },
    { name: 'PATTERN', says: "A name, or a prefix that ends in *: '@acme/*', 'acme-*', 'org.acme.*'" },
  ],
  flags: { reason: REASON_FLAG },
  hasJson: true,
  usesData: true,
  examples: ["gatehouse reserve npm '@acme/*' --reason 'our scope'"],
  helps: { conflict: 'gatehouse reservations', 'invalid-name': 'gatehouse help reserve' },
  async run(context, { words: [ecosystem = '', pattern = ''], flags }) {
    if (!isEcosystem(ecosystem)) {
      const near = suggest(ecosystem, ECOSYSTEMS);
      throw new UsageError(
        `ECOSYSTEM: found ${JSON.stringify(ecosystem)}, expected one of ${ECOSYSTEMS.join(', ')}`,
        {
          commandName: 'reserve',
          ...(near === undefined ? {} : { suggestion: `gatehouse reserve ${near} '${pattern}'` }),
        },
      );
    }
    const desk = await context.openDesk();
    const made = await desk.ask({
      method: 'POST',
      path: '/reservations',
      body: { ecosystem, pattern, reason: flags.reason },
      answer: reservationItem,
    });
    const { out } = context;
    if (context.shared.isJson) out.json(made);
    else
      out.line(
        words`${out.palette.good('Reserved')} ${made.pattern} in ${made.ecosystem} ${out.palette.faint(made.id)}`,
      );
    return 0;
  },
});

const list = command({
  name: 'reservations',
  summary: 'List the names that are reserved',
  hasJson: true,
  usesData: true,
  async run(context) {
    const { out } = context;
    const desk = await context.openDesk();
    const { items } = await desk.ask({ path: '/reservations', answer: reservationList });
    if (context.shared.isJson) out.json({ items });
    else if (items.length === 0) {
      out.line(
        words`No name is reserved. To reserve one: ${out.palette.code("gatehouse reserve npm '@acme/*' --reason TEXT")}`,
      );
    } else {
      const nameOf = await readActorNames(
        desk,
        items.map(({ author }) => author),
      );
      out.table(
        ['id', 'ecosystem', 'pattern', 'since', 'by', 'why'],
        items.map((item) => [
          item.id,
          item.ecosystem,
          item.pattern,
          shortTime(item.createdAt),
          nameOf(item.author),
          item.reason,
        ]),
      );
    }
    return 0;
  },
});

const withdraw = command({
  name: 'reservations withdraw',
  summary: 'Let a name come from upstreams again; takes a reviewer who signs in',
  words: [{ name: 'ID', says: 'The id that gatehouse reservations shows' }],
  usesData: true,
  helps: { 'not-found': 'gatehouse reservations' },
  async run(context, { words: [id = ''] }) {
    const desk = await context.openDesk();
    await desk.ask({ method: 'DELETE', path: apiPath('reservations', id) });
    context.out.line(words`${context.out.palette.good('Withdrawn')} ${id}`);
    return 0;
  },
});

export const reserveCommands = [reserve, list, withdraw];
