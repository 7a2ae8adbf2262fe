import { setTimeout as delay } from 'node:timers/promises';

/** Forges do much a moment later. Fails when it has not come about in half a minute. */
export async function eventually(look: () => Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt++) {
    if (await look()) return;
    await delay(100);
  }
  throw new Error('It has not come about');
}
