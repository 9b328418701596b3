// Renders a letter as the bytes of a message, for where no mail server is configured.

import { composeMessage, type Message } from './message.ts';

const HEADERS_END = '\r\n\r\n';
const ENCODING = /^Content-Transfer-Encoding: .*\r\n/im;

/**
 * The message with its headers, as a mail program opens it. Its text stands as it is, each line whole: whoever opens the
 * file itself can copy a link, which the encoding for transport would break in two.
 */
export async function renderMessage(
  message: Message,
  sender: { readonly from: string; readonly host: string },
): Promise<Uint8Array> {
  const { createTransport } = await import('nodemailer');
  const transport = createTransport({ streamTransport: true, buffer: true });
  const { message: bytes } = await transport.sendMail(composeMessage(message, sender));
  if (!(bytes instanceof Uint8Array)) throw new TypeError('Cannot render a message: expected bytes');
  const sent = Buffer.from(bytes).toString('latin1');
  const headers = `${sent.slice(0, sent.indexOf(HEADERS_END))}\r\n`.replace(ENCODING, '');
  const text = message.text.replaceAll(/\r?\n/g, '\r\n');
  return Buffer.from(`${headers}Content-Transfer-Encoding: 8bit\r\n\r\n${text}`);
}
