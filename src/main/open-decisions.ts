// Opens the records of what went out and what was refused: exposure and the log of decisions.

import { HOUR_MS, type Clock } from '../kernel/clock.ts';
import type { Logger } from '../kernel/logger.ts';
import { ageDecisions } from '../exposure/age-decisions.ts';
import { ageExposure } from '../exposure/age-exposure.ts';
import { clientName } from '../exposure/client-name.ts';
import { createDecisionLog, type DecisionLog } from '../exposure/decision-log.ts';
import { createExposureRecorder } from '../exposure/record-exposure.ts';
import type { ServedEvent } from '../http/registry-exchange.ts';
import { durationMsOf, type Config } from './config-schema.ts';
import type { OpenStorage } from './open-storage.ts';

export interface OpenDecisions {
  readonly log: DecisionLog;
  readonly served: (event: ServedEvent) => void;
  readonly refused: (event: ServedEvent) => void;
  close(): Promise<void>;
}

export function openDecisions(
  config: Config,
  storage: OpenStorage,
  clock: Clock,
  log: Logger,
): OpenDecisions {
  const unit = storage.work;
  const exposure = createExposureRecorder({
    unit,
    clock,
    report: (error) => log.error('exposure could not be written', { error }),
  });
  const decisions = createDecisionLog({
    unit,
    clock,
    report: (error) => log.error('decisions could not be written', { error }),
  });
  const retention = {
    shortenAfterMs: durationMsOf(config.exposure.shorten_addresses_after),
    deleteAfterMs: durationMsOf(config.exposure.keep),
  };
  const timer = setInterval(() => {
    Promise.all([ageExposure({ unit, clock }, retention), ageDecisions({ unit, clock }, retention)]).catch(
      (error: unknown) => log.error('exposure could not be aged', { error }),
    );
  }, HOUR_MS).unref();
  return {
    log: decisions,
    served(event) {
      const { ecosystem, name, version, file, reader, userAgent, view, verdict } = event;
      const client = clientName(userAgent, ecosystem);
      exposure.record({ ecosystem, name, version, file, reader, client });
      decisions.served({ ecosystem, name, version, verdict, reader, client, view });
    },
    refused(event) {
      const { ecosystem, name, version, reader, userAgent, view, verdict } = event;
      decisions.refused({
        ecosystem,
        name,
        version,
        verdict,
        reader,
        client: clientName(userAgent, ecosystem),
        view,
      });
    },
    async close() {
      clearInterval(timer);
      await exposure.close();
      await decisions.close();
    },
  };
}
