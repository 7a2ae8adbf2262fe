import { useEffect, useState } from 'preact/hooks';

/** So long nobody can have read what is asked now: a press was meant for what stood there before. */
const unreadMs = 400;

/** Whether what a page shows has stood there long enough to be what somebody means by a press. @param shown another whenever another thing is shown */
export function useSettled(shown: string): boolean {
  const [settled, settle] = useState<string>();
  useEffect(() => {
    const timer = setTimeout(() => settle(shown), unreadMs);
    return () => clearTimeout(timer);
  }, [shown]);
  return settled === shown;
}
