// PyPI's one small answer: the list of projects (PEP 503 and 691), the page above every project's own.

import type { PackageName } from '../../kernel/package-ref.ts';
import type { AnswerRules, RenderedAnswer } from '../adapter-answers.ts';
import { chooseSimpleVariant, SIMPLE_TYPES } from './negotiate.ts';

const API_VERSION = '1.4';

export const answers: AnswerRules = { names: renderNames };

function renderNames(names: readonly PackageName[], accept: string): RenderedAnswer {
  const variant = chooseSimpleVariant(accept);
  return {
    status: 200,
    body: variant === 'json' ? renderJson(names) : renderHtml(names),
    contentType: SIMPLE_TYPES[variant],
    headers: { vary: 'accept' },
  };
}

function renderJson(names: readonly PackageName[]): string {
  return JSON.stringify({ meta: { 'api-version': API_VERSION }, projects: names.map((name) => ({ name })) });
}

/** Names need no escaping: their alphabet has nothing that HTML or an address would read otherwise. */
function renderHtml(names: readonly PackageName[]): string {
  const anchors = names.map((name) => `<a href="${name}/">${name}</a><br>`);
  return [
    '<!DOCTYPE html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta name="pypi:repository-version" content="${API_VERSION}">`,
    '<title>Simple index</title>',
    '</head>',
    '<body>',
    ...anchors,
    '</body>',
    '</html>',
    '',
  ].join('\n');
}
