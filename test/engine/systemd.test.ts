/** What systemd hears, by the real `systemd-notify` and a datagram socket as systemd opens it. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openSystemd } from '../../src/engine/systemd.ts';
import { temporaryFolder } from '../support/station.ts';
import { until } from '../support/wait.ts';

/** Perl is part of every Debian, and knows datagram sockets of the local kind, which Node does not. */
const LISTEN = `use IO::Socket::UNIX; use Socket; $| = 1;
my $s = IO::Socket::UNIX->new(Type => SOCK_DGRAM, Local => $ARGV[0]) or die;
while (defined $s->recv(my $said, 4096)) { print "$said\\n--\\n" }`;

test('ready once, a beat only while the air is well, and that it is stopping', async () => {
  const socket = join(temporaryFolder(), 'notify');
  const listener = spawn('perl', ['-e', LISTEN, socket], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void listener.kill('SIGKILL'));
  let said = '';
  listener.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  await until('the socket', () => existsSync(socket));
  process.env.NOTIFY_SOCKET = socket;
  onTestFinished(() => void delete process.env.NOTIFY_SOCKET);
  const systemd = openSystemd({ NOTIFY_SOCKET: socket, WATCHDOG_USEC: '400000' });
  const count = (what: string) => said.split(what).length - 1;

  systemd.ready();
  systemd.ready();
  await until('that it is ready', () => said.includes('READY=1'));
  systemd.beat(false);
  systemd.beat(true);
  systemd.beat(true);
  await until('a beat', () => count('WATCHDOG=1') === 1);
  await until('it to be time again', () => {
    systemd.beat(true);
    return count('WATCHDOG=1') >= 2;
  });
  systemd.stopping();
  await until('that it is stopping', () => said.includes('STOPPING=1'));
  expect(count('READY=1')).toBe(1);
});
