import type { Signature } from './objects';
import type { Person } from './people';

const dayMs = 86_400_000;

/** A point in time that people sign commits at. */
export interface Moment {
  signed(by: Person): Signature;
}

/** Hands out the moments of a history: never backwards, on working days' hours, the last one before today. */
export class WorkingHours {
  private readonly midnight: number;
  private last = { daysAgo: Infinity, step: 0 };

  constructor(now: Date) {
    this.midnight = Math.floor(now.getTime() / dayMs) * dayMs;
  }

  next(daysAgo: number): Moment {
    if (daysAgo > this.last.daysAgo) throw new Error(`${daysAgo} days ago comes before ${this.last.daysAgo} days ago`);
    if (daysAgo < 1) throw new Error('Histories end yesterday');
    const step = daysAgo === this.last.daysAgo ? this.last.step + 1 : 0;
    this.last = { daysAgo, step };
    // From half past seven UTC; 53 minutes apart, with seconds that do not look made up.
    const seconds = (7 * 60 + 30 + step * 53 + ((daysAgo * 17) % 41)) * 60 + ((daysAgo * 31 + step * 7) % 60);
    const time = (this.midnight - daysAgo * dayMs) / 1000 + seconds;
    return { signed: ({ name, email, zone }) => ({ name, email, time, zone }) };
  }
}
