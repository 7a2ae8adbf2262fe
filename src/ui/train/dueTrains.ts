import { isDue } from './need';
import type { WatchedTrain } from './trainWatch';
import { briefOf, line, needSaid } from './trainWords';

/** Of the trains on which somebody should go on now, a sentence each: with its sign, as the status bar draws it. */
export function dueTrains(
  trains: readonly WatchedTrain[],
): readonly { readonly icon: string; readonly text: string }[] {
  return trains
    .filter(({ need }) => isDue(need))
    .map(({ report, need }) => {
      const { text, icon = 'rocket' } = needSaid(need, report);
      const words = [report.way.map(line).join(' → '), text, briefOf(report)];
      return { icon, text: words.filter((one) => one !== '').join(' · ') };
    });
}
