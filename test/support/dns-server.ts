// A real DNS server on loopback: Debian's dnsmasq.

import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';
import type { TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { createDomainLooks } from '../../src/outbound/dns/domain-looks.ts';

const hasDnsmasq = spawnSync('dnsmasq', ['--version']).status === 0;
/** Why tests that need it are skipped, if they are. */
export const skipWithoutDns = hasDnsmasq ? false : 'no dnsmasq on this machine: apt-get install dnsmasq-base';

/** Every server has it: whoever waits for one asks for this. */
export const READY = '--address=/ready.example/127.0.0.1';

/** A port that is free for UDP and TCP, both of which the server takes. */
export async function freeDnsPort(): Promise<number> {
  for (;;) {
    const socket = createSocket('udp4');
    await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
    const { port } = socket.address();
    const isFree = await isTcpFree(port);
    await new Promise<void>((resolve) => socket.close(() => resolve()));
    if (isFree) return port;
  }
}

function isTcpFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

/** Answers for `*.example` alone; ended with the test, or by what it answers. */
export async function startDns(
  t: TestContext,
  port: number,
  records: readonly string[],
): Promise<() => Promise<void>> {
  const own = ['--keep-in-foreground', '--conf-file=/dev/null', '--no-resolv', '--no-hosts', '--pid-file='];
  const place = [`--port=${port}`, '--listen-address=127.0.0.1', '--bind-interfaces', '--local=/example/'];
  const looks = createDomainLooks([`127.0.0.1:${port}`]);
  let tries = 0;
  for (;;) {
    const server = spawn('dnsmasq', [...own, ...place, '--user=', ...records], { stdio: 'ignore' });
    const ended = new Promise<void>((resolve) => server.once('close', () => resolve()));
    const stop = async () => {
      server.kill('SIGTERM');
      await ended;
    };
    t.after(stop);
    // Somebody else may hold the port for a moment, as the near end of a connection: then it ends at once, and is begun again.
    while (server.exitCode === null) {
      if ((await looks.look('ready.example')) === 'alive') return stop;
      assert.ok((tries += 1) < 200, 'dnsmasq does not answer');
      await sleep(50);
    }
    assert.ok((tries += 1) < 200, `dnsmasq ended with ${server.exitCode}`);
    await sleep(50);
  }
}
