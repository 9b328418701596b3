// What went wrong on the way out, in words: from the many errors of sockets, TLS and HTTP to three codes.

import { GatehouseError, isGatehouseError, messageOf } from '../kernel/errors.ts';
import type { Deadline } from './deadline.ts';

const REASONS: Readonly<Record<string, string>> = {
  ENOTFOUND: 'its name does not resolve',
  ENODATA: 'its name has no address',
  EAI_AGAIN: 'the name service does not answer',
  ECONNREFUSED: 'it refused the connection',
  ECONNRESET: 'it reset the connection',
  EPIPE: 'it closed the connection',
  EHOSTUNREACH: 'there is no route to it',
  ENETUNREACH: 'its network is unreachable',
  ETIMEDOUT: 'connecting took too long',
  UND_ERR_CONNECT_TIMEOUT: 'connecting took too long',
  UND_ERR_HEADERS_TIMEOUT: 'it accepted the request and did not answer in time',
  UND_ERR_BODY_TIMEOUT: 'it fell silent in the middle of its answer',
  UND_ERR_SOCKET: 'it closed the connection without an answer',
};

/** Certificate and TLS errors of `node:tls`. */
const TLS_CODE =
  /^(ERR_TLS_|ERR_SSL_|EPROTO$|CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_MISMATCH|INVALID_CA)/;

/** What came back was no HTTP answer. */
const NOT_HTTP_CODE = /^(HPE_|UND_ERR_HEADERS_OVERFLOW$|UND_ERR_RES_)/;

/** The error for a request that got no answer: `upstream-unreachable`, `upstream-invalid` when the answer was no HTTP. */
export function requestFailure(host: string, error: unknown, deadline: Deadline): unknown {
  const known = commonFailure(host, error, deadline);
  if (known !== undefined) return known;
  const code = errorCode(error);
  if (code === 'UND_ERR_INVALID_ARG') {
    return new GatehouseError('invalid-request', `Cannot ask ${host}: ${messageOf(error)}`, { cause: error });
  }
  if (NOT_HTTP_CODE.test(code) || (error instanceof Error && error.name === 'HTTPParserError')) {
    return failure('upstream-invalid', host, `Cannot read the answer of ${host}: ${messageOf(error)}`, error);
  }
  const reason = TLS_CODE.test(code)
    ? `its TLS certificate or handshake is not acceptable (${messageOf(error)})`
    : (REASONS[code] ?? messageOf(error));
  return failure('upstream-unreachable', host, `Cannot reach ${host}: ${reason}`, error);
}

/** The error for an answer that broke off: `upstream-invalid`, `upstream-unreachable` when it was merely too slow. */
export function bodyFailure(host: string, error: unknown, deadline: Deadline): unknown {
  const known = commonFailure(host, error, deadline);
  if (known !== undefined) return known;
  if (errorCode(error) === 'UND_ERR_BODY_TIMEOUT') {
    return failure(
      'upstream-unreachable',
      host,
      `Cannot read from ${host}: ${REASONS['UND_ERR_BODY_TIMEOUT']}`,
      error,
    );
  }
  return failure(
    'upstream-invalid',
    host,
    `Cannot read the whole answer of ${host}: found ${messageOf(error)}, expected a complete body`,
    error,
  );
}

/** Whether the connection broke before an answer began, as an idle one does that its server has just closed. */
export function isBrokenConnection(error: unknown): boolean {
  return ['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE'].includes(errorCode(error));
}

function commonFailure(host: string, error: unknown, deadline: Deadline): unknown {
  if (isGatehouseError(error)) return error;
  if (deadline.isAbandoned()) return deadline.signal.reason;
  if (!deadline.isExpired()) return undefined;
  const message = `Cannot finish reading from ${host}: it took longer than ${deadline.timeoutMs / 1_000} s`;
  return failure('upstream-unreachable', host, message, error);
}

function failure(
  code: 'upstream-unreachable' | 'upstream-invalid',
  host: string,
  message: string,
  cause: unknown,
): GatehouseError {
  return new GatehouseError(code, message, { facts: { host }, cause });
}

function errorCode(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('code' in error)) return '';
  return typeof error.code === 'string' ? error.code : '';
}
