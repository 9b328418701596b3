import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { isGatehouseError } from '../kernel/errors.ts';
import { parseMultipart, textOf } from './multipart.ts';

const TYPE = 'multipart/form-data; boundary=tide';

function field(name: string, value: string): string {
  return `--tide\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
}

const read = (text: string | Buffer, type = TYPE) => parseMultipart(Buffer.from(text), type);
const texts = (text: string, type?: string) => read(text, type).map((part) => [part.name, textOf(part)]);

describe('a form with files', () => {
  it('is read field by field, in order, repeated and empty ones too', () => {
    const form = `${field(':action', 'file_upload')}${field('classifiers', 'a')}${field('classifiers', '')}--tide--\r\n`;
    assert.deepEqual(texts(form), [
      [':action', 'file_upload'],
      ['classifiers', 'a'],
      ['classifiers', ''],
    ]);
  });

  it('gives files as they are, whatever is in them, as views of the body', () => {
    const bytes = Buffer.from([0, 255, 13, 10, 45, 45, 116, 105, 13, 10, 13, 10]);
    const body = Buffer.concat([
      Buffer.from(
        '--tide\r\ncontent-disposition: FORM-DATA; name=content; filename="tide-1.0.tar.gz"\r\nContent-Type: application/octet-stream\r\n\r\n',
      ),
      bytes,
      Buffer.from('\r\n--tide--'),
    ]);
    const [part, ...others] = parseMultipart(body, 'Multipart/Form-Data; charset=utf-8; boundary="tide"');
    assert.deepEqual(others, []);
    assert.deepEqual([part?.name, part?.file], ['content', 'tide-1.0.tar.gz']);
    assert.deepEqual(Buffer.from(part?.bytes ?? []), bytes);
    assert.equal(part?.bytes.buffer, body.buffer);
  });

  it('takes names that are no ASCII, raw and in the extended form', () => {
    const raw = read('--tide\r\nContent-Disposition: form-data; name="größe"\r\n\r\n1\r\n--tide--\r\n');
    const extended = read(
      '--tide\r\nContent-Disposition: form-data; name*=utf-8\'\'gr%C3%B6%C3%9Fe; filename="a b"\r\n\r\n1\r\n--tide--\r\n',
    );
    assert.deepEqual([raw[0]?.name, extended[0]?.name, extended[0]?.file], ['größe', 'größe', 'a b']);
  });

  it('has no fields when it is closed at once', () => {
    assert.deepEqual(read('--tide--\r\n'), []);
  });

  const plain = field('a', '1');
  const part = (headers: string) => `--tide\r\n${headers}\r\n\r\n1\r\n--tide--\r\n`;
  const refused: readonly (readonly [string, string, RegExp, string?])[] = [
    ['another content type', plain, /expected multipart\/form-data/, 'application/x-www-form-urlencoded'],
    ['no boundary', plain, /no boundary/, 'multipart/form-data'],
    ['two boundaries', plain, /"boundary" twice/, `${TYPE}; boundary=other`],
    ['a boundary that is too long', plain, /no boundary/, `multipart/form-data; boundary=${'a'.repeat(71)}`],
    ['a broken content type', plain, /in place of a parameter/, `${TYPE}; "`],
    ['nothing', '', /before its first field/],
    ['a preamble', `hello\r\n${plain}--tide--\r\n`, /before its first field/],
    ['an epilogue', `${plain}--tide--\r\nmore`, /behind its last field/],
    ['an end that never comes', plain, /begins like its boundary|before it is whole/],
    ['a field that is cut off', plain.slice(0, 60), /before it is whole|headers/],
    ['a longer boundary inside', `${field('a', '1\r\n--tidewater\r\n')}--tide--`, /begins like its boundary/],
    ['line ends without a carriage return', `${plain}--tide--\r\n`.replaceAll('\r', ''), /boundary|before/],
    ['no headers', '--tide\r\n\r\n1\r\n--tide--\r\n', /no headers/],
    [
      'a header twice',
      part('Content-Disposition: form-data; name="a"\r\nContent-Disposition: form-data; name="b"'),
      /twice/,
    ],
    ['a name twice', part('Content-Disposition: form-data; name="a"; name="b"'), /says "name" twice/],
    [
      'a name in two forms',
      part('Content-Disposition: form-data; name="a"; name*=utf-8\'\'b'),
      /no readable name/,
    ],
    ['no name', part('Content-Disposition: form-data'), /expected form-data with a name/],
    ['an empty name', part('Content-Disposition: form-data; name=""'), /has no name/],
    ['an attachment', part('Content-Disposition: attachment; name="a"'), /expected form-data/],
    ['a folded header', part('Content-Disposition: form-data;\r\n name="a"'), /in place of/],
    ['an escape in quotes', part('Content-Disposition: form-data; name="a\\"b"'), /in place of a parameter/],
    ['a header with a NUL', part('Content-Disposition: form-data; name="a\0"'), /control characters/],
    [
      'an encoded value',
      part('Content-Disposition: form-data; name="a"\r\nContent-Transfer-Encoding: base64'),
      /encoded as "base64"/,
    ],
    ['a broken extended name', part("Content-Disposition: form-data; name*=utf-8''%ff"), /no UTF-8/],
  ];
  for (const [what, text, message, type] of refused) {
    it(`is refused with ${what}`, () => {
      assert.throws(
        () => read(text, type),
        (error) => isGatehouseError(error, 'invalid-request') && message.test(error.message),
      );
    });
  }

  it('is refused beyond its limits', () => {
    const limits = { maxParts: 2, maxHeaderBytes: 100 };
    const many = Buffer.from(`${plain.repeat(3)}--tide--`);
    const long = Buffer.from(`--tide\r\nX: ${'a'.repeat(200)}\r\n\r\n1\r\n--tide--`);
    for (const body of [many, long]) {
      assert.throws(
        () => parseMultipart(body, TYPE, limits),
        (error) => isGatehouseError(error, 'too-large'),
      );
    }
  });

  it('says which field is no UTF-8', () => {
    const body = Buffer.concat([
      Buffer.from('--tide\r\nContent-Disposition: form-data; name="summary"\r\n\r\n'),
      Buffer.from([0xff]),
      Buffer.from('\r\n--tide--'),
    ]);
    const [only] = parseMultipart(body, TYPE);
    assert.ok(only !== undefined);
    assert.throws(() => textOf(only), /"summary" is no UTF-8/);
  });
});
