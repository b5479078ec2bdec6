/** A sound card's input (product E2), through an ffmpeg of its own that only reads it. */
import { readFileSync } from 'node:fs';
import type { Input } from '../core/live.ts';
import type { Source, SourceListener } from './microphone.ts';
import { captureArgs, FLOAT_BYTES } from './realtime.ts';
import { startChild } from './subprocess.ts';

export function openInput(ffmpeg: string, device: string, { onSound, onGone }: SourceListener): Source {
  const child = startChild(ffmpeg, captureArgs(device));
  child.stdin.end();
  let rest: Buffer = Buffer.alloc(0);
  child.stdout.on('data', (bytes: Buffer) => {
    const all = rest.length === 0 ? bytes : Buffer.concat([rest, bytes]);
    const whole = all.length - (all.length % FLOAT_BYTES);
    rest = all.subarray(whole);
    // A copy: the bytes may begin anywhere in a buffer that others share.
    onSound(new Float32Array(Uint8Array.prototype.slice.call(all, 0, whole).buffer));
  });
  void child.ended.then(({ said }) => onGone(said));
  return { tell: () => {}, close: () => void child.end() };
}

/** What this machine can listen to, as the kernel tells it, and what its sound system takes for the usual one. */
export function listInputs(): Input[] {
  return [
    ...captureCards(),
    { device: 'alsa:default', name: 'Cổng vào mặc định (ALSA)' },
    { device: 'pulse:', name: 'Cổng vào mặc định (PulseAudio)' },
  ];
}

/** `00-03: HDMI 0 : HDMI 0 : playback 1 : capture 1`, one line a device. */
function captureCards(): Input[] {
  let lines: string[];
  try {
    lines = readFileSync('/proc/asound/pcm', 'utf8').split('\n');
  } catch {
    return []; // no sound card at all
  }
  return lines.flatMap((line): Input[] => {
    const [, card, device, name] = /^(\d+)-(\d+): (.*?) :.*\bcapture \d/.exec(line) ?? [];
    return name ? [{ device: `alsa:plughw:${Number(card)},${Number(device)}`, name }] : [];
  });
}
