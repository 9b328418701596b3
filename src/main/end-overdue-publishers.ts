// Ends publishers that waited for their package for too long, soon after the start and every hour.

import { HOUR_MS, MINUTE_MS } from '../kernel/clock.ts';
import type { Logger } from '../kernel/logger.ts';
import { endOverdue } from '../identity/trusted-publishing/publishers.ts';

export interface OverdueJob {
  close(): Promise<void>;
}

export function startOverdueJob(deps: Parameters<typeof endOverdue>[0], log: Logger): OverdueJob {
  let running: Promise<unknown> = Promise.resolve();
  const turn = () => {
    running = endOverdue(deps).catch((error: unknown) => {
      log.warn('publishers that wait for too long could not be ended; it is tried again', { error });
    });
  };
  const first = setTimeout(turn, MINUTE_MS).unref();
  const hourly = setInterval(turn, HOUR_MS).unref();
  return {
    async close() {
      clearTimeout(first);
      clearInterval(hourly);
      await running;
    },
  };
}
