// Renders a letter as the bytes of a message, for where no mail server is configured.

import { composeMessage, type Message } from './message.ts';

/** The message with its headers, as a mail program opens it. */
export async function renderMessage(
  message: Message,
  sender: { readonly from: string; readonly host: string },
): Promise<Uint8Array> {
  const { createTransport } = await import('nodemailer');
  const transport = createTransport({ streamTransport: true, buffer: true });
  const { message: bytes } = await transport.sendMail(composeMessage(message, sender));
  if (bytes instanceof Uint8Array) return bytes;
  throw new TypeError('Cannot render a message: expected bytes');
}
