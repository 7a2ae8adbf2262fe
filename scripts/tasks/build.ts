/** `npm run build [-- --development]`: bundles the extension and the command line into `dist/`. */
import { build } from '../build/bundle';

try {
  const bundle = await build({ mode: process.argv.includes('--development') ? 'development' : 'production' });
  for (const { file, sizeBytes } of bundle.files) console.log(`${String(sizeBytes).padStart(9)}  ${file}`);
} catch {
  process.exitCode = 1; // esbuild has said what is wrong, and where
}
