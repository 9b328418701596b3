// gatehouse account: one's own.

import { accountExport } from '../../http/api/account-export-contract.ts';
import { emailRequest, ownAccount } from '../../http/api/account-contract.ts';
import { GatehouseError } from '../../kernel/errors.ts';
import { command } from '../command.ts';
import { describeEmail } from '../describe-email.ts';
import { words } from '../terminal/painted.ts';
import { shortTime } from '../terminal/printer.ts';

const show = command({
  name: 'account show',
  summary: 'Show your own account',
  hasJson: true,
  usesData: true,
  async run(context) {
    const { out } = context;
    const account = await (await context.openDesk()).ask({ path: '/account', answer: ownAccount });
    if (context.shared.isJson) out.json(account);
    else {
      out.line(
        words`${out.palette.strong(account.name)}, ${account.role} since ${shortTime(account.createdAt)}`,
      );
      out.line(words`Address: ${describeEmail(account.email)}`);
    }
    return 0;
  },
});

const email = command({
  name: 'account email',
  summary:
    'Give an address for letters about your account: it is yours once you follow the link that goes there',
  words: [{ name: 'ADDRESS', says: 'Where you read letters' }],
  usesData: true,
  examples: ['gatehouse account email ada@example.com'],
  async run(context, { words: [address = ''] }) {
    const body = emailRequest.parse({ email: address });
    await (await context.openDesk()).ask({ method: 'POST', path: '/account/email', body });
    context.out.line(words`A letter goes to ${address}: open the link in it within 24 hours.`);
    return 0;
  },
});

const password = command({
  name: 'account password',
  summary: 'Choose another password for your own account: your other sessions end',
  details: ['It is typed twice, on a terminal, and then you are asked who you are.'],
  usesData: true,
  helps: { 'invalid-request': 'gatehouse account password' },
  async run(context) {
    const { machine, out } = context;
    if (!machine.canAsk) {
      throw new GatehouseError('needs-confirmation', 'Cannot change password: it is typed on a terminal');
    }
    const chosen = await machine.ask('New password: ', { isSecret: true });
    if (chosen !== (await machine.ask('New password again: ', { isSecret: true }))) {
      throw new GatehouseError('invalid-request', 'Cannot change password: the two that were typed differ');
    }
    const desk = await context.openDesk();
    await desk.ask({ method: 'PUT', path: '/account/password', body: { password: chosen } });
    out.line(words`Your password was changed; your other sessions have ended.`);
    return 0;
  },
});

const exportOwn = command({
  name: 'account export',
  summary: 'Print all that is kept about you, as JSON: no password, key or code is in it',
  details: [
    'Your account, how it signs in, sessions, tokens, organisations, what you fetched, and what the journal says of you. You are told by letter that it was taken.',
  ],
  hasJson: true,
  usesData: true,
  examples: ['gatehouse account export > me.json'],
  async run(context) {
    const desk = await context.openDesk();
    context.out.json(
      await desk.ask({ method: 'POST', path: '/account/export', body: {}, answer: accountExport }),
    );
    return 0;
  },
});

const remove = command({
  name: 'account delete',
  summary: 'Delete your own account for good: type its name',
  details: [
    'Your sessions and tokens end, your password, address, second factors and sign-in providers are erased, and you leave your organisations. The name stays taken, and the journal keeps what was done under it. Nobody can bring it back.',
    'Packages that are yours, and organisations that you alone own, are to be passed on or deleted first; the refusal lists them.',
  ],
  words: [{ name: 'NAME', says: 'The name of your account' }],
  usesData: true,
  examples: ['gatehouse account delete ada'],
  helps: { conflict: 'gatehouse organisation list' },
  async run(context, { words: [name = ''] }) {
    await (await context.openDesk()).ask({ method: 'DELETE', path: '/account', body: { name } });
    context.out.line(words`Your account ${name.trim().toLowerCase()} was deleted.`);
    return 0;
  },
});

export const accountCommands = [show, email, password, exportOwn, remove];
