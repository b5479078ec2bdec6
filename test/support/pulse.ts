/** A PulseAudio server of the test's own, with a card nobody hears: what is played to `loa` is heard at `loa.monitor`. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { temporaryFolder } from './station.ts';
import { until } from './wait.ts';

/** Until the test has ended, every program it starts finds this server. */
export async function startPulse(): Promise<void> {
  const home = temporaryFolder();
  const socket = join(home, 'native');
  const modules = [
    `module-native-protocol-unix socket=${socket} auth-anonymous=1`,
    'module-null-sink sink_name=loa rate=48000',
  ];
  const options = ['-n', '--daemonize=no', '--exit-idle-time=-1', '--use-pid-file=no'];
  const env = { ...process.env, HOME: home, XDG_RUNTIME_DIR: home };
  const server = spawn('pulseaudio', [...options, ...modules.flatMap((one) => ['-L', one])], { stdio: 'ignore', env });
  const before = process.env.PULSE_SERVER;
  process.env.PULSE_SERVER = `unix:${socket}`;
  onTestFinished(() => {
    server.kill();
    if (before === undefined) delete process.env.PULSE_SERVER;
    else process.env.PULSE_SERVER = before;
  });
  await until('the sound server', () => existsSync(socket));
}
