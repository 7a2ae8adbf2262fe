import { holdsForDays } from './holdsForDays';

describe('A window that stays open', function () {
  this.timeout(300_000);

  it('lives through pushes, landings and faults, and holds no more after them', () =>
    holdsForDays({ days: 2, hours: 4, things: 3, services: ['inventory'], seed: 5 }));
});
