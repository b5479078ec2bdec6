/** A real Icecast of one's own on a free port, as Debian ships it. */
import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort, until } from './wait.ts';

export type Icecast = AsyncDisposable & {
  readonly port: number;
  readonly password: string;
  /** As a power cut ends it. */
  kill(): Promise<void>;
};

/** `at`: the port one had that was killed. */
export async function startIcecast(folder: string, at?: number): Promise<Icecast> {
  const port = at ?? (await freePort());
  const password = 'nguon-thu';
  const logs = join(folder, 'icecast');
  mkdirSync(logs, { recursive: true });
  chmodSync(folder, 0o755);
  chmodSync(logs, 0o777);
  // Icecast refuses to serve as root: there it changes to nobody.
  const owner = process.getuid?.() === 0 ? '<changeowner><user>nobody</user><group>nogroup</group></changeowner>' : '';
  const config = join(folder, 'icecast.xml');
  writeFileSync(
    config,
    `<icecast><limits><clients>20</clients><sources>40</sources><burst-size>0</burst-size></limits>
     <authentication><source-password>${password}</source-password><admin-user>admin</admin-user>
       <admin-password>${password}</admin-password></authentication>
     <hostname>127.0.0.1</hostname>
     <listen-socket><port>${port}</port><bind-address>127.0.0.1</bind-address></listen-socket>
     <paths><basedir>/usr/share/icecast2</basedir><logdir>${logs}</logdir><webroot>/usr/share/icecast2/web</webroot>
       <adminroot>/usr/share/icecast2/admin</adminroot></paths>
     <logging><accesslog>access.log</accesslog><errorlog>error.log</errorlog><loglevel>2</loglevel></logging>
     <security><chroot>0</chroot>${owner}</security></icecast>`,
  );
  const child = spawn('icecast2', ['-c', config], { stdio: 'ignore' });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  await until('Icecast answers', async () => (await fetch(`http://127.0.0.1:${port}/status-json.xsl`)).ok);
  return {
    port,
    password,
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
