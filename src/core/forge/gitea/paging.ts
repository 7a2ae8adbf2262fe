import type { ReadPage } from '../http/api';

/** As many entries a page as Gitea gives by default; a server may give fewer. */
export const pageSize = 50;

export const paged: Pick<ReadPage, 'page'> = { page: (page) => ({ page, limit: pageSize }) };
