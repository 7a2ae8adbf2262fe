/** `node scripts/run.mjs servers`: builds the real servers where they are not there yet, and says where they are. */
import { dirname } from 'node:path';
import { runTask } from '../bootstrap/output.mjs';
import { ensureServers } from '../servers/ensure';

await runTask(async () => {
  const { command, giteaStatic } = await ensureServers();
  const folders = new Set(
    (['etcd', 'kwok', 'gitea', 'registry', 'kube-apiserver', 'kustomize'] as const).map((name) =>
      dirname(command(name)),
    ),
  );
  for (const folder of folders) console.log(folder);
  if (giteaStatic !== undefined) console.log(giteaStatic);
});
