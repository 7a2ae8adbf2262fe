export type * from './lab';
export { startEmbeddedLab as startLab } from './embedded';
