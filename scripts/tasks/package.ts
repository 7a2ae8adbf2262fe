/** `npm run package`: builds, packs `out/branchline.vsix`, and lists what is in it. */
import { runTask } from '../bootstrap/output.mjs';
import { build } from '../build/bundle';
import { packVsix } from '../build/package';

await runTask(async () => {
  await build({ mode: 'production' });
  const { file, sizeBytes, content } = await packVsix();
  console.log(content);
  console.log(`${file}: ${(sizeBytes / 1024).toFixed(0)} KiB`);
});
