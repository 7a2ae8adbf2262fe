/**
 * The program of the small process (`helper.ts`), in plain JavaScript: it is given to Node as an argument, so that it is found
 * wherever the code lies, and loads nothing.
 *
 * Told of a program, it connects to our address once for each pipe, says there which pipe of which program this is, and makes the
 * program with the connections as its pipes: what is read and written never passes through it. It ends with its channel to us, and
 * all that it has started with it.
 */
export const helperSource = `
'use strict';
const { spawn } = require('node:child_process');
const { connect } = require('node:net');

const running = new Set();
const end = () => {
  for (const pid of running) {
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {} // it has ended
  }
  process.exit();
};
process.on('SIGTERM', end);
process.on('disconnect', end);
const say = (message) => process.connected && process.send(message);

process.on('message', ({ id, file, args, cwd, env, pipes, address }) => {
  const connections = pipes.map(() => connect(address));
  let missing = connections.length;
  const fail = ({ code, message }) => {
    for (const connection of connections) connection.destroy();
    say({ id, failed: { code, message } });
  };
  const start = () => {
    const stdio = ['ignore', 'ignore', 'ignore'];
    pipes.forEach((pipe, index) => (stdio[pipe] = connections[index]));
    const child = spawn(file, args, { cwd, env, stdio, detached: true });
    for (const connection of connections) connection.destroy(); // the program has them
    child.on('error', fail);
    if (child.pid === undefined) return;
    running.add(child.pid);
    say({ id, pid: child.pid });
    child.on('exit', (code, by) => {
      running.delete(child.pid);
      say({ id, exit: code ?? by ?? -1 });
    });
  };
  connections.forEach((connection, index) => {
    connection.on('error', fail);
    connection.write(pipes[index] + String(id).padStart(10), () => {
      missing -= 1;
      if (missing > 0) return;
      try {
        start();
      } catch (error) {
        fail(error);
      }
    });
  });
});
say({ isReady: true });
`;
