import { spanOf } from '../../core/support/span';

/** How long something took, for people: `2d 3h`, `3h 5m`, `12m`. @param ms not negative */
export function durationText(ms: number): string {
  const { days, hours, minutes } = spanOf(ms);
  return days > 0 ? `${days}d ${hours}h` : hours > 0 ? `${hours}h ${minutes}m` : `${minutes}m`;
}
