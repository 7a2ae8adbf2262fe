import type { Message } from '../../support/message';
import { ForgeError } from '../errors';
import type { ForgeRuns } from './types';

/** A forge that runs nothing itself. @param why as people are told */
export function noRuns(why: Message): ForgeRuns {
  const refuse = () => Promise.reject(ForgeError.cannot(why));
  return {
    cannot: { readLogs: why, runAgain: why },
    needs: { readLogs: '', runAgain: '' },
    jobs: () => Promise.resolve([]),
    log: refuse,
    runFailedAgain: refuse,
  };
}
