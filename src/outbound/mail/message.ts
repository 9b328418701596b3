// A letter as a message of RFC 5322: plain text, marked as sent by a machine.

import type { MailDefaults } from 'nodemailer';

import type { Instant } from '../../kernel/clock.ts';

/** A letter to one address. */
export interface Message {
  readonly id: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly postedAt: Instant;
}

/** What nodemailer makes the message of. `from`: an address, with a name or without; `host` makes its id unique. */
export function composeMessage(
  message: Message,
  sender: { readonly from: string; readonly host: string },
): MailDefaults {
  return {
    from: sender.from,
    // As one address: text would be parsed as a list of them.
    to: { name: '', address: message.to },
    subject: message.subject,
    text: message.text,
    date: new Date(message.postedAt),
    messageId: `<${message.id}@${sender.host}>`,
    // RFC 3834: no answer by a machine is wanted.
    headers: { 'Auto-Submitted': 'auto-generated' },
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}
