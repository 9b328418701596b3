// Opens the record of who fetched what, and ages it.

import { HOUR_MS, type Clock } from '../kernel/clock.ts';
import type { Logger } from '../kernel/logger.ts';
import { ageExposure } from '../exposure/age-exposure.ts';
import { clientName } from '../exposure/client-name.ts';
import { createExposureRecorder } from '../exposure/record-exposure.ts';
import type { ServedEvent } from '../http/serve-registry.ts';
import { durationMsOf, type Config } from './config-schema.ts';
import type { OpenStorage } from './open-storage.ts';

export interface OpenExposure {
  readonly served: (event: ServedEvent) => void;
  /** Writes what was recorded so far. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

export function openExposure(config: Config, storage: OpenStorage, clock: Clock, log: Logger): OpenExposure {
  const recorder = createExposureRecorder({
    unit: storage.work,
    clock,
    report: (error) => log.error('exposure could not be written', { error }),
  });
  const retention = {
    shortenAfterMs: durationMsOf(config.exposure.shorten_addresses_after),
    deleteAfterMs: durationMsOf(config.exposure.keep),
  };
  const timer = setInterval(() => {
    ageExposure({ unit: storage.work, clock }, retention).catch((error: unknown) => {
      log.error('exposure could not be aged', { error });
    });
  }, HOUR_MS).unref();
  return {
    served: ({ ecosystem, name, version, file, reader, userAgent }) =>
      recorder.record({ ecosystem, name, version, file, reader, client: clientName(userAgent) }),
    flush: () => recorder.flush(),
    async close() {
      clearInterval(timer);
      await recorder.close();
    },
  };
}
