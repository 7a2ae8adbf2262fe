import { startLab } from '../../lab';

/** Run by the test of the lab's end, with the names of services. */
try {
  const lab = await startLab({ services: process.argv.slice(2), deployMs: 60_000 });
  await lab.forge.commit('cart', 'dev', 'Never deployed', { 'NOTES.md': 'The lab ends before' });
  const settled = lab.settled('cart', 'dev').catch(() => undefined);
  await Promise.all([lab.dispose(), lab.dispose(), settled]);
  console.log('ended');
} catch (error) {
  console.log(error instanceof Error ? error.message : error);
}
