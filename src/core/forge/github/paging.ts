import type { ReadPage } from '../http/api';

/** GitHub gives full pages up to the last. */
export const paged: Pick<ReadPage, 'page' | 'isLast'> = {
  page: (page) => ({ per_page: 100, page }),
  isLast: (_, entries) => entries < 100,
};
