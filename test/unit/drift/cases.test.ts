import { describe, it } from 'mocha';
import { tables } from './cases';
import { assertAsSaid, compareOne } from './cases/caseTable';
import { routes } from './served';

for (const { title, rows } of tables) {
  describe(title, () => {
    for (const row of rows) {
      // Once for each way by which the object may have come to the cluster.
      for (const route of row.routes ?? routes) {
        it(`${row.id} (${route}): ${row.what}: ${row.verdict}`, () => {
          const object = compareOne(row, route);
          assertAsSaid(row, object);
          row.check?.(object);
        });
      }
    }
  });
}
