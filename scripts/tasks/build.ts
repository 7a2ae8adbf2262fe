/** `npm run build [-- --development]`: bundles the extension and the command line into `dist/`. */
import { runTask } from '../bootstrap/output.mjs';
import { build } from '../build/bundle';

await runTask(async () => {
  const bundle = await build({ mode: process.argv.includes('--development') ? 'development' : 'production' });
  for (const { file, sizeBytes } of bundle.files) console.log(`${String(sizeBytes).padStart(9)}  ${file}`);
});
