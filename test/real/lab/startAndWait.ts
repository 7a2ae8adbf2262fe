import { startLab } from '../../lab';

/** Run by the test of what a lab that is killed leaves behind. */
await startLab({ backend: 'real', services: ['inventory'] });
console.log('started');
setInterval(() => undefined, 60_000); // until it is killed
