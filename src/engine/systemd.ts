/**
 * What systemd wants to hear (sd_notify(3)): READY, STOPPING, and a WATCHDOG beat for as long as the air is well. Node has no
 * datagram socket of the local kind, so systemd's own `systemd-notify` says it; the unit needs `NotifyAccess=all`. Outside
 * systemd (no NOTIFY_SOCKET) nothing is said.
 */
import { startChild } from './subprocess.ts';

export type Systemd = {
  /** Said once. */
  ready(): void;
  stopping(): void;
  /** To be called often; beats when it is time to and `isWell`. */
  beat(isWell: boolean): void;
};

export function openSystemd(env: NodeJS.ProcessEnv): Systemd {
  const isThere = Boolean(env.NOTIFY_SOCKET);
  let isReady = false;
  const say = (...words: string[]) => {
    if (!isThere) return;
    const child = startChild('systemd-notify', words);
    child.stdin.end();
    child.stdout.resume();
  };
  // Twice as often as it has to be; this process, as whose word it counts.
  const everyMs = Number(env.WATCHDOG_USEC ?? 0) / 2000;
  let beatAt = 0;
  return {
    ready: () => {
      if (!isReady) say('--ready', `--pid=${process.pid}`, '--status=Bộ phát đang chạy');
      isReady = true;
    },
    stopping: () => say('STOPPING=1'),
    beat: (isWell) => {
      const now = performance.now();
      if (everyMs <= 0 || !isWell || now < beatAt) return;
      beatAt = now + everyMs;
      say('WATCHDOG=1');
    },
  };
}
