import { holdsForDays } from '../integration/endurance/holdsForDays';

/** Longer than `test/integration/endurance/day.test.ts`, of which it is the same with other numbers. */
describe('A window that stays open for a week', () => {
  it('shows the truth after each fault, and holds no more at its end', async function () {
    const seed = Number(process.env['BRANCHLINE_SEED'] ?? Date.now() % 2 ** 31);
    const services = ['inventory', 'cart', 'web'];
    const lines = await holdsForDays({ days: 7, hours: 20, things: 8, services, seed });
    for (const line of [`seed ${seed}`, ...lines]) console.log(`        ${line}`);
  });
});
