// Second factors in memory, for tests.

import { GatehouseError } from '../../kernel/errors.ts';
import type { Factor, FactorStores, PasskeyFactor, SecretBox } from '../factors/factor-ports.ts';

export interface FactorRows {
  factors: Map<string, Factor>;
  /** `account hash` */
  codes: Set<string>;
  devices: Map<string, number>;
}

export function createFactorRows({ factors, codes, devices }: Partial<FactorRows> = {}): FactorRows {
  return { factors: new Map(factors), codes: new Set(codes), devices: new Map(devices) };
}

export function createMemoryFactorStores(rowsNow: () => FactorRows): FactorStores {
  const ofAccount = (accountId: string) =>
    [...rowsNow().factors.values()].filter((factor) => factor.accountId === accountId);
  return {
    factors: {
      factorsOf: async (accountId) => ofAccount(accountId),
      findPasskey: async (credentialId) =>
        [...rowsNow().factors.values()].find(
          (factor): factor is PasskeyFactor =>
            factor.kind === 'passkey' && factor.credentialId === credentialId,
        ),
      saveFactor: async (factor) => void rowsNow().factors.set(factor.id, factor),
      removeFactor: async (id) => void rowsNow().factors.delete(id),
      async useFactor(id, counter, at) {
        const factor = rowsNow().factors.get(id);
        if (factor === undefined) return false;
        const stays = counter === 0 && factor.counter === 0 && factor.kind === 'passkey';
        if (!stays && counter <= factor.counter) return false;
        rowsNow().factors.set(id, { ...factor, counter, lastUsedAt: at });
        return true;
      },
      async removeFactorsOf(accountId) {
        for (const { id } of ofAccount(accountId)) rowsNow().factors.delete(id);
        for (const rows of [rowsNow().codes, rowsNow().devices])
          for (const key of rows.keys()) if (key.startsWith(`${accountId} `)) rows.delete(key);
      },
    },
    recoveryCodes: {
      countCodes: async (accountId) =>
        [...rowsNow().codes].filter((key) => key.startsWith(`${accountId} `)).length,
      async replaceCodes(accountId, hashes) {
        for (const key of rowsNow().codes) if (key.startsWith(`${accountId} `)) rowsNow().codes.delete(key);
        for (const hash of hashes) rowsNow().codes.add(`${accountId} ${hash}`);
      },
      takeCode: async (accountId, hash) => rowsNow().codes.delete(`${accountId} ${hash}`),
    },
    devices: {
      isKnown: async (accountId, hash, now) => (rowsNow().devices.get(`${accountId} ${hash}`) ?? 0) > now,
      saveDevice: async (accountId, hash, expiresAt) =>
        void rowsNow().devices.set(`${accountId} ${hash}`, expiresAt),
    },
  };
}

/** Seals nothing, and still opens only what was sealed for the same. */
export const openBox: SecretBox = {
  seal: async (secret, about) => `${about}:${Buffer.from(secret).toString('hex')}`,
  async open(sealed, about) {
    if (!sealed.startsWith(`${about}:`)) throw new GatehouseError('storage-failed', 'Cannot open');
    return Buffer.from(sealed.slice(about.length + 1), 'hex');
  },
};
