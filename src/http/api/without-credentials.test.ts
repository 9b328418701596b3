import assert from 'node:assert/strict';
import { test } from 'node:test';

import { withoutCredentials } from './without-credentials.ts';

test('a feed’s address is told without its password and query, however it is spelt; a path as it stands', () => {
  for (const [location, told] of [
    ['https://ada:secret@feeds.example/osv.zip', 'https://feeds.example/osv.zip'],
    ['https://feeds.example/osv.zip?sig=secret', 'https://feeds.example/osv.zip?[secret]'],
    // Bytes that are no UTF-8, as some servers have in their names.
    ['https://feeds.example/%E0%A4.zip?sig=secret', 'https://feeds.example/%E0%A4.zip?[secret]'],
    ['/srv/feeds/osv?old', '/srv/feeds/osv?old'],
  ] as const) {
    assert.equal(withoutCredentials(location), told);
  }
});
