export type * from './lab';
export { startLab } from './embedded';
