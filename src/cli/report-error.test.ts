import assert from 'node:assert/strict';
import { test } from 'node:test';

import { GatehouseError } from '../kernel/errors.ts';
import { packageCommands } from './commands/package.ts';
import { reportError } from './report-error.ts';
import { createPrinter } from './terminal/printer.ts';

function reported(error: GatehouseError): string {
  let text = '';
  const write = (more: string) => void (text += more);
  const err = createPrinter({ isTerminal: false, hasColour: false, columns: 200, write });
  const meant = packageCommands.find(({ name }) => name === 'package unfreeze');
  reportError(err, packageCommands, error, meant);
  return text;
}

test('a refusal names what helps with the command that was refused', () => {
  const refused = new GatehouseError(
    'not-allowed',
    'Cannot unfreeze @acme/tide: expected that it is done by an owner of it',
  );
  assert.match(
    reported(refused),
    /What holds it, and who ends that: gatehouse package holds ECOSYSTEM PACKAGE\n$/,
  );
});

test('whoever needs a passkey is sent to the browser, since no terminal asks for one', () => {
  const facts = { secondFactor: 'passkey' };
  const refused = new GatehouseError('not-allowed', 'Cannot change who publishes @acme/tide', { facts });
  assert.match(
    reported(refused),
    /It is done in the browser, by somebody who signed in there with a passkey/,
  );
});
