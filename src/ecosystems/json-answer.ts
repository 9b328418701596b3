// A small answer in JSON.

import type { RenderedAnswer } from './adapter-answers.ts';

/** `body` as `application/json`; exactly that, since Composer looks into no other. */
export function jsonAnswer(body: object, status = 200): RenderedAnswer {
  return { status, body: JSON.stringify(body), contentType: 'application/json', headers: {} };
}
